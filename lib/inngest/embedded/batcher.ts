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

  constructor(
    private readonly maxItems: number,
    private readonly write: (items: Item[]) => Promise<Result[]>,
  ) {}

  add(item: Item): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.writing) await this.writing;
  }

  private async writeAll(): Promise<void> {
    // What is added in the same turn of the event loop belongs into the same batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.writeBatch(this.waiting.splice(0, this.maxItems));
    this.writing = undefined;
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
