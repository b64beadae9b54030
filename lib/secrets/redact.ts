const MASK = "***";
/** Shorter values would mask half of every text; the spec refuses secrets this short where it can. */
const minSecretLength = 4;

const known = new Set<string>();

/** From now on `secret` (also JSON-escaped, URL-encoded and base64) is masked in every text that passes `redactText`. */
export function registerSecret(secret: string): void {
  if (secret.length < minSecretLength) return;
  known.add(secret);
  known.add(JSON.stringify(secret).slice(1, -1));
  known.add(encodeURIComponent(secret));
  known.add(Buffer.from(secret).toString("base64"));
}

export function redactText(text: string): string {
  let result = text;
  for (const secret of known) {
    if (result.includes(secret)) result = result.replaceAll(secret, MASK);
  }
  return result;
}
