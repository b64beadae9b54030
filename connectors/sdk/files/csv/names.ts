/**
 * Names of columns as pandas gives them, and so Airbyte: an empty name is "Unnamed: " and its place from 0, a name that
 * was there before gets ".1", ".2", … behind it.
 */
export function uniqueNames(header: string[]): string[] {
  const taken = new Set(header);
  const given = new Set<string>();
  return header.map((text, index) => {
    const wanted = text === "" ? `Unnamed: ${index}` : text;
    const name = given.has(wanted) ? freeName(wanted, taken) : wanted;
    taken.add(name);
    given.add(name);
    return name;
  });
}

/** `name` with the first of ".1", ".2", … behind it that is free. */
export function freeName(name: string, taken: Set<string>): string {
  for (let number = 1; ; number++) {
    const candidate = `${name}.${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
