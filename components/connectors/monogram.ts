/** Two letters that tell connectors apart: "Amazon S3" → "AS", "Local files" → "LF", "Stripe" → "St". */
export function monogram(title: string): string {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const [first = "", second] = words;
  if (second === undefined) return capital(first) + [...first].slice(1, 2).join("").toLowerCase();
  return capital(first) + capital(second);
}

function capital(word: string): string {
  return ([...word][0] ?? "").toUpperCase();
}
