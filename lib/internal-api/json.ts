/** Dates as ISO text and 64-bit integers as text, all the way down: what a page's polling gets of a service's answer. */
export type Wire<T> = T extends Date | bigint
  ? string
  : T extends (infer Item)[]
    ? Wire<Item>[]
    : T extends object
      ? { [Key in keyof T]: Wire<T[Key]> }
      : T;

export function toWire<T>(value: T): Wire<T> {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "bigint" ? part.toString() : part,
  );
  return JSON.parse(text) as Wire<T>;
}
