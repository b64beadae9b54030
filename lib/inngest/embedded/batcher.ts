interface Waiting<Item, Result> {
  item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

/**
 * Carries out many small writes in one transaction. While one batch is being written the next one gathers, so a batch
 * grows with the load and a lone item does not wait. `write` answers in the order of its items; if it throws, every
 * item of the batch is rejected with that error.
 */
export class Batcher<Item, Result> {
  private waiting: Waiting<Item, Result>[] = [];
  private writing: Promise<void> | undefined;

  /** A batch weighs `maxWeight` at most, or is a single item. */
  constructor(
    private readonly maxWeight: number,
    private readonly write: (items: Item[]) => Promise<Result[]>,
    private readonly weigh: (item: Item) => number = () => 1,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    // What is added in the same turn of the event loop belongs into the same batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.writeBatch(this.takeBatch());
    this.writing = undefined;
  }

  private takeBatch(): Waiting<Item, Result>[] {
    let weight = 0;
    const end = this.waiting.findIndex(({ item }) => (weight += this.weigh(item)) > this.maxWeight);
    return this.waiting.splice(0, end === -1 ? this.waiting.length : Math.max(end, 1));
  }

  private async writeBatch(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.write(batch.map((entry) => entry.item));
      if (results.length !== batch.length) {
        throw new Error(`A batch of ${batch.length} items was answered with ${results.length} results.`);
      }
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      for (const entry of batch) entry.reject(error);
    }
  }
}
