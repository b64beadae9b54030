import type { IdleResource, IdleResources } from "@/connectors/sdk";

/** What connectors leave open between their calls, for as long as a command runs. */
export class IdlePool implements IdleResources {
  private readonly left = new Map<string, IdleResource[]>();

  /** The one that was left last: it is the least likely to have been dropped by its server. */
  take(key: string): IdleResource | undefined {
    return this.left.get(key)?.pop();
  }

  leave(key: string, resource: IdleResource): void {
    const others = this.left.get(key);
    if (others) others.push(resource);
    else this.left.set(key, [resource]);
  }

  /** Closes whatever is left. Nothing may be at work any more. */
  async close(): Promise<void> {
    const all = [...this.left.values()].flat();
    this.left.clear();
    await Promise.all(all.map((resource) => resource.close()));
  }
}
