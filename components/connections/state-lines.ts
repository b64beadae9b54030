export interface StateLine {
  sign: " " | "−" | "+";
  text: string;
}

/** A position before and after an edit, line by line; the lines between the first and the last that differ are shown twice. */
export function stateLines(before: unknown, after: unknown): StateLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  let head = 0;
  while (head < Math.min(old.length, fresh.length) && old[head] === fresh[head]) head++;
  let tail = 0;
  while (
    tail < Math.min(old.length, fresh.length) - head &&
    old[old.length - 1 - tail] === fresh[fresh.length - 1 - tail]
  )
    tail++;
  return [
    ...old.slice(0, head).map((text) => ({ sign: " " as const, text })),
    ...old.slice(head, old.length - tail).map((text) => ({ sign: "−" as const, text })),
    ...fresh.slice(head, fresh.length - tail).map((text) => ({ sign: "+" as const, text })),
    ...old.slice(old.length - tail).map((text) => ({ sign: " " as const, text })),
  ];
}

function linesOf(value: unknown): string[] {
  return JSON.stringify(value, null, 2).split("\n");
}
