const signs = { positive: 0x0000, negative: 0x4000 };

/**
 * Writes a plain decimal (optional sign, digits, optional fraction) in the binary form of PostgreSQL's numeric, which
 * counts in base 10,000, and returns its length: at most 8 bytes and 2 for every four digits.
 */
export function putNumeric(
  bytes: Uint8Array,
  from: number,
  to: number,
  target: { view: DataView; at: number },
): number {
  const { view, at } = target;
  const isNegative = bytes[from] === 0x2d;
  const first = isNegative ? from + 1 : from;
  let point = first;
  while (point < to && bytes[point] !== 0x2e) point++;
  let weight = Math.ceil((point - first) / 4) - 1;
  let words = 0;
  let significant = 0;
  const put = (word: number) => {
    if (words === 0 && word === 0) weight--;
    else {
      view.setUint16(at + 8 + 2 * words++, word);
      if (word !== 0) significant = words;
    }
  };
  let word = 0;
  for (let index = first; index < point; index++) {
    word = word * 10 + (bytes[index] ?? 0) - 0x30;
    if ((point - index - 1) % 4 !== 0) continue;
    put(word);
    word = 0;
  }
  const scale = point < to ? to - point - 1 : 0;
  for (let place = 0; place < scale; place += 4) {
    word = 0;
    for (let index = 0; index < 4; index++)
      word = word * 10 + (place + index < scale ? (bytes[point + 1 + place + index] ?? 0) - 0x30 : 0);
    put(word);
  }
  view.setUint16(at, significant);
  view.setInt16(at + 2, significant === 0 ? 0 : weight);
  view.setUint16(at + 4, isNegative && significant > 0 ? signs.negative : signs.positive);
  view.setUint16(at + 6, scale);
  return 8 + 2 * significant;
}
