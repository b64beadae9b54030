import type { Slots } from "./admit-runs";

/** How many calls this executor makes at once. */
export class Capacity {
  private used = 0;

  constructor(
    private readonly owner: string,
    private readonly maxCalls: number,
  ) {}

  get inFlight(): number {
    return this.used;
  }

  get free(): number {
    return Math.max(this.maxCalls - this.used, 0);
  }

  take(count: number): void {
    this.used += count;
  }

  giveBack(count: number): void {
    this.used -= count;
  }

  /** Places that one transaction may take for runs it creates; none once the executor is stopping. */
  reserve(isOpen: boolean): Slots {
    let taken = 0;
    return {
      owner: this.owner,
      take: () => {
        if (!isOpen || this.free === 0) return false;
        this.used += 1;
        taken += 1;
        return true;
      },
      reset: () => {
        this.used -= taken;
        taken = 0;
      },
    };
  }
}
