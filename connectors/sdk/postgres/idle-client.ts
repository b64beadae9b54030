import { createHash } from "node:crypto";
import type pg from "pg";
import type { Context, IdleResource } from "../context";
import type { ConnectionSettings } from "./settings";

/** A connection between two sessions: outside any transaction, so that nothing of the last one is left in it. */
export class IdleClient implements IdleResource {
  private isLost = false;
  private readonly onLost = () => (this.isLost = true);

  private constructor(private readonly client: pg.Client) {
    client.on("error", this.onLost);
    client.on("end", this.onLost);
  }

  /** A connection with these settings that was left and still stands. */
  static take(settings: ConnectionSettings, idle: Context["idle"]): pg.Client | undefined {
    for (;;) {
      const left = idle?.take(keyOf(settings));
      if (!(left instanceof IdleClient)) return undefined;
      const { client, isLost } = left;
      left.forget();
      if (!isLost) return client;
    }
  }

  static leave(client: pg.Client, settings: ConnectionSettings, idle: Context["idle"]): boolean {
    if (!idle) return false;
    idle.leave(keyOf(settings), new IdleClient(client));
    return true;
  }

  async close(): Promise<void> {
    if (!this.isLost) await this.client.end().catch(() => undefined);
  }

  private forget(): void {
    this.client.off("error", this.onLost);
    this.client.off("end", this.onLost);
  }
}

/** Which of the ways to connect has worked, so that the next connection does not begin with one that did not. */
export class IdleTlsChoice implements IdleResource {
  private constructor(readonly attempt: number) {}

  static find(settings: ConnectionSettings, idle: Context["idle"]): number {
    const key = `${keyOf(settings)}:tls`;
    const left = idle?.take(key);
    if (!(left instanceof IdleTlsChoice)) return 0;
    idle?.leave(key, left);
    return left.attempt;
  }

  static note(attempt: number, settings: ConnectionSettings, idle: Context["idle"]): void {
    const key = `${keyOf(settings)}:tls`;
    if (idle?.take(key) !== undefined || attempt > 0) idle?.leave(key, new IdleTlsChoice(attempt));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Everything that makes one connection other than another; hashed, because the password is among it. */
function keyOf(settings: ConnectionSettings): string {
  return `postgres:${createHash("sha256").update(JSON.stringify(settings)).digest("hex")}`;
}
