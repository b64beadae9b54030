const integerText = /^[+-]?\d+$/;
const decimalText = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * What a typed text means: undefined when empty, a number when it is one and a JS number holds it exactly enough
 * (integers up to 2^53), else the text unchanged.
 */
export function numberFromText(text: string, integer: boolean): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  if (!(integer ? integerText : decimalText).test(trimmed)) return text;
  const number = Number(trimmed);
  const holds = integer ? Number.isSafeInteger(number) : Number.isFinite(number);
  return holds ? number : text;
}
