/**
 * numeric in binary: 16-bit words `digits`, `weight`, `sign`, `scale`, then the digits in base 10,000, the first of
 * which counts 10000^weight.
 */
const signs = { positive: 0x0000, negative: 0x4000, nan: 0xc000, infinity: 0xd000, minusInfinity: 0xf000 };

const padded = Array.from({ length: 10_000 }, (_, digit) => String(digit).padStart(4, "0"));

/** The number as PostgreSQL writes it: no exponent, as many decimals as its scale. */
export function numericText(view: DataView, offset: number): string {
  const sign = view.getUint16(offset + 4);
  if (sign === signs.nan) return "NaN";
  if (sign === signs.infinity) return "Infinity";
  if (sign === signs.minusInfinity) return "-Infinity";
  const digits = view.getInt16(offset);
  const weight = view.getInt16(offset + 2);
  const scale = view.getUint16(offset + 6);
  const digit = (index: number) =>
    index >= 0 && index < digits ? view.getUint16(offset + 8 + 2 * index) : 0;
  let text = sign === signs.negative ? "-" : "";
  if (weight < 0) text += "0";
  else text += digit(0);
  for (let index = 1; index <= weight; index++) text += padded[digit(index)] ?? "";
  if (scale === 0) return text;
  let fraction = "";
  for (let index = weight + 1; fraction.length < scale; index++) fraction += padded[digit(index)] ?? "";
  return `${text}.${fraction.slice(0, scale)}`;
}

/** No text of `numericText` has more bytes than this; what is written beyond the text itself is counted too. */
export function maxNumericBytes(view: DataView, offset: number): number {
  return 4 * Math.max(view.getInt16(offset + 2) + 1, 1) + numericScale(view, offset) + 8;
}

/** Writes the text of `numericText` at `at`, and gives where it ends. */
export function putNumericText(view: DataView, offset: number, target: Uint8Array, at: number): number {
  const sign = view.getUint16(offset + 4);
  if (sign !== signs.positive && sign !== signs.negative) {
    const text = numericText(view, offset);
    for (let index = 0; index < text.length; index++) target[at++] = text.charCodeAt(index);
    return at;
  }
  const weight = view.getInt16(offset + 2);
  const scale = numericScale(view, offset);
  const digitsEnd = offset + 8 + 2 * view.getInt16(offset);
  let read = offset + 8;
  if (sign === signs.negative) target[at++] = 0x2d;
  if (weight < 0) target[at++] = 0x30;
  else {
    at = putFirstWord(read < digitsEnd ? view.getUint16(read) : 0, target, at);
    read += 2;
  }
  for (let index = 1; index <= weight; index++, read += 2, at += 4)
    putWord(read < digitsEnd ? view.getUint16(read) : 0, target, at);
  if (scale === 0) return at;
  target[at++] = 0x2e;
  const end = at + scale;
  for (let place = -1; at < end; place--, at += 4) {
    const hasDigits = place <= weight && read < digitsEnd;
    putWord(hasDigits ? view.getUint16(read) : 0, target, at);
    if (hasDigits) read += 2;
  }
  return end;
}

/** Four digits. */
function putWord(word: number, target: Uint8Array, at: number): void {
  const hundreds = (word / 100) | 0;
  const rest = word - hundreds * 100;
  target[at] = 0x30 + ((hundreds / 10) | 0);
  target[at + 1] = 0x30 + (hundreds % 10);
  target[at + 2] = 0x30 + ((rest / 10) | 0);
  target[at + 3] = 0x30 + (rest % 10);
}

function putFirstWord(word: number, target: Uint8Array, at: number): number {
  if (word >= 1000) {
    putWord(word, target, at);
    return at + 4;
  }
  if (word >= 100) target[at++] = 0x30 + ((word / 100) | 0);
  if (word >= 10) target[at++] = 0x30 + (((word / 10) | 0) % 10);
  target[at++] = 0x30 + (word % 10);
  return at;
}

/** How many decimals it has. */
export function numericScale(view: DataView, offset: number): number {
  return view.getUint16(offset + 6);
}

/**
 * The number times 10^scale, for numbers of at most 18 digits with no more decimals than that; null where it is not
 * finite. A bigint only where a number could not hold it.
 */
export function numericUnscaled(view: DataView, offset: number, scale: number): number | bigint | null {
  const digits = view.getInt16(offset);
  const weight = view.getInt16(offset + 2);
  const sign = view.getUint16(offset + 4);
  if (sign !== signs.positive && sign !== signs.negative) return null;
  if (digits > 4) return exactUnscaled(view, offset, scale);
  let value = 0;
  for (let index = 0; index < digits; index++)
    value = value * 10_000 + view.getUint16(offset + 8 + 2 * index);
  const exponent = 4 * (weight - digits + 1) + scale;
  const unscaled = exponent >= 0 ? value * powerOfTen(exponent) : value / powerOfTen(-exponent);
  if (value > Number.MAX_SAFE_INTEGER || unscaled > Number.MAX_SAFE_INTEGER)
    return exactUnscaled(view, offset, scale);
  return sign === signs.negative && unscaled !== 0 ? -unscaled : unscaled;
}

const powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

function powerOfTen(exponent: number): number {
  return powers[exponent] ?? Number(`1e${exponent}`);
}

function exactUnscaled(view: DataView, offset: number, scale: number): bigint {
  const [whole = "0", fraction = ""] = numericText(view, offset).split(".");
  return BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
}

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?$/;
/** What numeric can hold at most: so many digits before and after the decimal point. */
const maxWholeDigits = 131_072;
const maxScale = 16_383;

/** As many digits as a number holds exactly, whatever they are padded to. */
const maxQuickDigits = 12;

/**
 * Writes the binary form of a short plain decimal at `offset` (at most 16 bytes) and returns its length; 0 where the
 * text is anything else, which encodeNumeric takes.
 */
export function putShortNumeric(text: string, view: DataView, offset: number): number {
  let value = 0;
  let digits = 0;
  let point = -1;
  const isNegative = text.charCodeAt(0) === 0x2d;
  for (let at = isNegative ? 1 : 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) {
      value = value * 10 + code - 0x30;
      digits++;
    } else if (code === 0x2e && point < 0) point = at;
    else return 0;
  }
  if (digits === 0 || digits > maxQuickDigits) return 0;
  const scale = point < 0 ? 0 : text.length - point - 1;
  return putUnscaled(isNegative ? -value : value, scale, view, offset);
}

/**
 * Writes the binary form of `unscaled` / 10^`scale` at `offset` (at most 16 bytes) and returns its length. `unscaled`
 * has at most 12 digits; zero has no sign.
 */
export function putUnscaled(unscaled: number, scale: number, view: DataView, offset: number): number {
  const fractionWords = (scale + 3) >> 2;
  const aligned = Math.abs(unscaled) * powerOfTen(fractionWords * 4 - scale);
  // At most 15 digits in four words, w1 being the first. Halves of eight digits are small integers, which are quick.
  const high = aligned < 100_000_000 ? 0 : Math.floor(aligned / 100_000_000);
  const low = (aligned - high * 100_000_000) | 0;
  const w1 = (high / 10_000) | 0;
  const w2 = high - w1 * 10_000;
  const w3 = (low / 10_000) | 0;
  const w4 = low - w3 * 10_000;
  const first = w1 > 0 ? 1 : w2 > 0 ? 2 : w3 > 0 ? 3 : w4 > 0 ? 4 : 5;
  const last = w4 > 0 ? 4 : w3 > 0 ? 3 : w2 > 0 ? 2 : w1 > 0 ? 1 : first - 1;
  const start = offset + 8 - 2 * first;
  if (first === 1) view.setUint16(start + 2, w1);
  if (first <= 2 && last >= 2) view.setUint16(start + 4, w2);
  if (first <= 3 && last >= 3) view.setUint16(start + 6, w3);
  if (last === 4) view.setUint16(start + 8, w4);
  const words = last - first + 1;
  view.setUint16(offset, words);
  view.setInt16(offset + 2, words === 0 ? 0 : 4 - first - fractionWords);
  view.setUint16(offset + 4, unscaled < 0 ? signs.negative : signs.positive);
  view.setUint16(offset + 6, scale);
  return 8 + 2 * words;
}

/** The binary form of a decimal in the form of values.ts; null where numeric cannot hold it. */
export function encodeNumeric(text: string): Uint8Array | null {
  if (text === "NaN") return words([0, 0, signs.nan, 0]);
  if (text === "Infinity") return words([0, 0, signs.infinity, 0]);
  if (text === "-Infinity") return words([0, 0, signs.minusInfinity, 0]);
  const match = decimalPattern.exec(text);
  const whole = (match?.[2] ?? "").replace(/^0+/, "");
  const fraction = match?.[3] ?? "";
  if (!match || (!match[2] && !match[3]) || whole.length > maxWholeDigits || fraction.length > maxScale)
    return null;
  const aligned =
    whole.padStart(Math.ceil(whole.length / 4) * 4, "0") +
    fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
  const digits: number[] = [];
  for (let at = 0; at < aligned.length; at += 4) digits.push(Number(aligned.slice(at, at + 4)));
  let weight = Math.ceil(whole.length / 4) - 1;
  let first = 0;
  for (; first < digits.length && digits[first] === 0; first++) weight--;
  let end = digits.length;
  for (; end > first && digits[end - 1] === 0; end--);
  const significant = digits.slice(first, end);
  if (significant.length === 0) return words([0, 0, signs.positive, fraction.length]);
  const sign = match[1] === "-" ? signs.negative : signs.positive;
  return words([significant.length, weight, sign, fraction.length, ...significant]);
}

function words(values: number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint16(index * 2, value & 0xffff);
  return bytes;
}
