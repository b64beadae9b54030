import { env } from "@/lib/env";
import type { NotificationMessage } from "./message";
import { webhookPayload } from "./render";

/** What the test button sends. */
export function testMessage(workspace: { id: string; name: string }, at: Date): NotificationMessage {
  return {
    version: 1,
    event: "test",
    occasion: `test:${at.toISOString()}`,
    at: at.toISOString(),
    title: "A test from Sluice",
    text: "Someone has pressed “Send a test”: this channel works.",
    workspace,
    connection: null,
    run: null,
    trouble: null,
    path: "/settings/notifications",
  };
}

/** What a webhook gets of a failed run, for whoever writes a receiver. */
export function exampleMessage(): NotificationMessage {
  const id = (last: number) => `01936f3e-0000-7000-8000-00000000000${last}`;
  return {
    version: 1,
    event: "run.failed",
    occasion: `run.failed:${id(2)}:${id(5)}:fails:0`,
    at: "2026-11-30T03:02:04.000Z",
    title: "Shop → Lake failed",
    text: "Run 12 (stream orders) failed. Credentials or rights were refused; the run's page says which.",
    workspace: { id: id(1), name: "Retail" },
    connection: {
      id: id(2),
      name: "Shop → Lake",
      source: { id: id(3), name: "Shop", connector: "postgres" },
      destination: { id: id(4), name: "Lake", connector: "duckdb" },
    },
    run: {
      id: id(5),
      number: 12,
      kind: "sync",
      trigger: "schedule",
      status: "failed",
      startedAt: "2026-11-30T03:00:00.000Z",
      endedAt: "2026-11-30T03:02:04.000Z",
      rowsRead: 41_200,
      rowsWritten: 0,
      bytes: 5_230_000,
      quarantinedRows: 0,
      failure: { kind: "auth", stream: "orders" },
    },
    trouble: { failedRuns: 1, since: "2026-11-30T03:02:04.000Z" },
    path: `/connections/${id(2)}/runs/${id(5)}`,
  };
}

/** The same as the text that is sent, for reading. */
export function examplePayload(): string {
  return JSON.stringify(webhookPayload(exampleMessage(), env().publicUrl), null, 2);
}
