/** Where a stream's time went, in milliseconds. */
export interface Waits {
  /** Nothing had come that could be taken on. */
  source: number;
  /** Rows were shaped: mappers, flattening, arrays as tables. Decoding counts with the side that does it. */
  transform: number;
  /** The writer took rows, or committed them. */
  destination: number;
}

export function noWaits(): Waits {
  return { source: 0, transform: 0, destination: 0 };
}

export function addWaits(one: Waits, other: Waits): Waits {
  return {
    source: one.source + other.source,
    transform: one.transform + other.transform,
    destination: one.destination + other.destination,
  };
}

/**
 * Adds up what each of a feed's outputs waits for; by the clock of `performance`, around whole batches, so that it costs
 * nothing that can be seen. What comes between two batches counts with the one before.
 */
export class WaitMeter {
  private waits: Waits[];
  private current = 0;
  /** Waited for the source, until it is known for which stream. */
  private ahead = 0;

  constructor(outputs: number) {
    this.waits = Array.from({ length: outputs }, noWaits);
  }

  async reading<T>(work: () => Promise<T>): Promise<T> {
    const since = performance.now();
    const result = await work();
    this.ahead += performance.now() - since;
    return result;
  }

  /** What was waited for the source was for a batch of this output. */
  arrived(output: number): void {
    this.current = output;
    this.keepAhead();
  }

  shaping<T>(output: number, work: () => T): T {
    const since = performance.now();
    const result = work();
    this.of(output).transform += performance.now() - since;
    return result;
  }

  /** Without `output`: of whichever output came last. */
  async writing<T>(work: () => Promise<T>, output = this.current): Promise<T> {
    const since = performance.now();
    const result = await work();
    this.of(output).destination += performance.now() - since;
    return result;
  }

  /** What was added since it was last asked for. */
  take(): Waits[] {
    this.keepAhead();
    const { waits } = this;
    this.waits = waits.map(noWaits);
    return waits;
  }

  private keepAhead(): void {
    this.of(this.current).source += this.ahead;
    this.ahead = 0;
  }

  private of(output: number): Waits {
    return (this.waits[output] ??= noWaits());
  }
}
