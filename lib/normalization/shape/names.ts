/** `wanted`, or with _1, _2, … the first that is not taken. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let suffix = 1; isTaken(name); suffix++) name = `${wanted}_${suffix}`;
  return name;
}

/** Names that are the same here may become the same identifier in some destination. */
export function likeIdentifier(name: string): string {
  return name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_");
}
