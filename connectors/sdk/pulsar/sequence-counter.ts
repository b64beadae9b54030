/** Four digits of 7 bits, as varints have them. */
const lowBits = 28n;
const lowLimit = 2 ** 28;

/** A 64-bit number that counts up without making a bigint for each step: in two parts that are whole numbers. */
export class SequenceCounter {
  low: number;
  /** Less than 2^36. */
  high: number;

  constructor(first: bigint) {
    this.low = Number(first & BigInt(lowLimit - 1));
    this.high = Number(first >> lowBits);
  }

  get value(): bigint {
    return (BigInt(this.high) << lowBits) | BigInt(this.low);
  }

  /** By at most 2^28. */
  advance(count = 1): void {
    this.low += count;
    if (this.low < lowLimit) return;
    this.low -= lowLimit;
    this.high++;
  }

  /** Goes on where the other one stands, if that is further. */
  catchUp({ low, high }: SequenceCounter): void {
    if (high < this.high || (high === this.high && low <= this.low)) return;
    this.low = low;
    this.high = high;
  }
}
