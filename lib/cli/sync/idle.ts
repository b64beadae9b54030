import type { IdleResource, IdleResources } from "@/connectors/sdk";

/** What connectors leave open between their calls, for as long as a command runs. */
export class IdlePool implements IdleResources {
  private readonly left = new Map<string, IdleResource[]>();
  private isClosed = false;

  /** The one that was left last: it is the least likely to have been dropped by its server. */
  take(key: string): IdleResource | undefined {
    return this.left.get(key)?.pop();
  }

  leave(key: string, resource: IdleResource): void {
    if (this.isClosed) return void resource.close();
    const others = this.left.get(key);
    if (others) others.push(resource);
    else this.left.set(key, [resource]);
  }

  /** Closes whatever is left, and what is left later at once. */
  async close(): Promise<void> {
    this.isClosed = true;
    const all = [...this.left.values()].flat();
    this.left.clear();
    await Promise.all(all.map((resource) => resource.close()));
  }
}
