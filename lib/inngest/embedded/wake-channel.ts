import type pg from "pg";

const channel = "inngest_wake";

export interface WakeChannel {
  close(): void;
}

/** Tells the executors of other processes that there is work. */
export async function notifyOthers(pool: pg.Pool, self: string): Promise<void> {
  await pool.query(`SELECT pg_notify($1, $2)`, [channel, self]);
}

/**
 * Hears when another process has made work, so that nobody has to poll often. While its connection is broken the
 * executor finds work by polling.
 */
export async function openWakeChannel(
  pool: pg.Pool,
  handlers: { self: string; onWake(): void; onBroken(error: Error): void },
): Promise<WakeChannel> {
  const client = await pool.connect();
  let isOpen = true;
  const close = (error?: Error) => {
    if (!isOpen) return;
    isOpen = false;
    client.removeAllListeners("notification");
    client.release(error ?? true);
  };
  client.on("error", (error) => {
    if (isOpen) handlers.onBroken(error);
    close(error);
  });
  client.on("notification", ({ payload }) => {
    if (payload !== handlers.self) handlers.onWake();
  });
  try {
    await client.query(`LISTEN ${channel}`);
  } catch (error) {
    close();
    throw error;
  }
  return { close: () => close() };
}
