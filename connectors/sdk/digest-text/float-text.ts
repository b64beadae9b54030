const view = new DataView(new ArrayBuffer(8));
const hiddenBit = 2n ** 52n;
const exponentBias = 1075;

/** A double by its parts: significand as a whole number, "p", power of two. */
export function floatText(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(Math.abs(value) === 0 ? 0 : value);
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 2047n);
  const fraction = bits & (hiddenBit - 1n);
  const significand = exponent === 0 ? fraction : fraction + hiddenBit;
  return `${value < 0 ? "-" : ""}${significand}p${Math.max(exponent, 1) - exponentBias}`;
}

export function parseFloatText(text: string): number {
  const [significand = "", power] = text.split("p");
  if (power === undefined) return Number(text);
  // In two steps: the power alone may be smaller than any double.
  const half = Math.trunc(Number(power) / 2);
  return Number(significand) * 2 ** half * 2 ** (Number(power) - half);
}
