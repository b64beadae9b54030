import { beforeEach, describe, expect, it } from "vitest";
import { ConfigError, AuthError } from "@/connectors/sdk";
import { updateConnection } from "@/lib/connections/service";
import { db, type ChannelKind, type NotificationDelivery } from "@/lib/db";
import { closeRun } from "@/lib/runs/close";
import { finishStream } from "@/lib/runs/finish";
import { moveFeed } from "@/lib/runs/move";
import { cancelRun } from "@/lib/runs/request";
import { beginRun } from "@/lib/runs/start";
import { setRuntime, runtime } from "@/lib/runtime";
import { carryOut } from "@/tests/support/carry-out";
import { checkpoint, openRunLab, requested } from "@/tests/support/run-lab";
import { notificationEvents, type ConnectionEvent, type NotificationEvent } from "./events";
import { messageSchema } from "./message";
import { listMutedEvents, muteEvent } from "./mute";
import { resumeDeliveries } from "./outbox";

const lab = openRunLab();
let channelId: string;
beforeEach(async () => {
  channelId = await addChannel();
});

async function addChannel(
  kind: ChannelKind = "webhook",
  events: readonly NotificationEvent[] = notificationEvents,
  { enabled = true, workspaceId = lab.scope.workspaceId } = {},
): Promise<string> {
  const name = `${kind} ${await db().notificationChannel.count()}`;
  const data = { workspaceId, name, kind, config: {}, events: [...events], enabled };
  return (await db().notificationChannel.create({ data })).id;
}

/** What waits in the outbox for a channel, oldest first. */
async function told(
  channel = channelId,
): Promise<{ row: NotificationDelivery; event: string; text: string }[]> {
  const rows = await db().notificationDelivery.findMany({
    where: { channelId: channel },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({ row, event: row.event, text: messageSchema.parse(row.message).text }));
}

const events = async (channel = channelId) => (await told(channel)).map(({ event }) => event);

async function run(): Promise<string> {
  const { id } = await requested(lab);
  await carryOut(id);
  return id;
}

function fail(error: Error = new ConfigError("The table is gone: planted-row-value-77.")): void {
  lab.handlers.moveSlice = () => Promise.reject(error);
}

function mend(): void {
  lab.handlers.moveSlice = ({ plan }) =>
    Promise.resolve({ complete: true, checkpoint: checkpoint(plan.syncId, 10) });
}

describe("a run that ends", () => {
  it("is told with its numbers, and its event is sent", async () => {
    const id = await run();
    const [first] = await told();
    expect(first?.row.message).toMatchObject({
      version: 1,
      event: "run.succeeded",
      connection: { id: lab.connectionId, source: { name: "s" }, destination: { name: "d" } },
      run: { id, status: "succeeded", rowsRead: 10, rowsWritten: 10, failure: null },
      path: `/connections/${lab.connectionId}/runs/${id}`,
    });
    expect(lab.sent.filter(({ name }) => name === "notification/stored")).toEqual([
      {
        name: "notification/stored",
        data: { workspaceId: lab.scope.workspaceId, channelId, deliveryId: first?.row.id },
      },
    ]);
  });

  it("is told once, however often its end is repeated", async () => {
    const id = await run();
    await closeRun(id);
    await carryOut(id);
    expect(await events()).toEqual(["run.succeeded"]);
  });

  it("is told in no connector's words, which may quote a row", async () => {
    fail();
    await run();
    const [failed] = await told();
    expect(failed?.event).toBe("run.failed");
    expect(failed?.text).toMatch(/^Run \d+ \(stream users\) failed\. Something in a configuration/);
    expect(JSON.stringify(failed?.row.message)).not.toContain("planted-row-value");
  });

  it("is told to nobody when a person has cancelled it", async () => {
    const { id } = await requested(lab);
    await beginRun(id, 0);
    await cancelRun(lab.scope, id);
    expect(await events()).toEqual([]);
  });

  it("ends all the same where nobody can be told, and is found afterwards", async () => {
    const { send: _, ...rest } = runtime();
    const { id } = await requested(lab);
    setRuntime({ ...rest, send: () => Promise.reject(new Error("no executor")) });
    await carryOut(id);
    expect((await db().run.findUniqueOrThrow({ where: { id } })).status).toBe("succeeded");
    const [waiting] = await told();
    expect(waiting?.row.status).toBe("pending");

    const again: unknown[] = [];
    setRuntime({ ...rest, send: async (sent) => void again.push(...sent) });
    expect(await resumeDeliveries(new Date())).toEqual({ resumed: 0 });
    expect(await resumeDeliveries(new Date(Date.now() + 121_000))).toEqual({ resumed: 1 });
    expect(again).toMatchObject([{ data: { deliveryId: waiting?.row.id } }]);
  });
});

describe("who is told", () => {
  it("is a channel that is on and has chosen the event, of this workspace alone", async () => {
    const off = await addChannel("webhook", notificationEvents, { enabled: false });
    const other = await addChannel("webhook", ["run.failed"]);
    const foreign = await addChannel("webhook", notificationEvents, {
      workspaceId: lab.stranger.workspaceId,
    });
    await run();
    expect(await events()).toEqual(["run.succeeded"]);
    for (const silent of [off, other, foreign]) expect(await events(silent)).toEqual([]);
  });

  it("is nobody for what the connection is silent about", async () => {
    await muteEvent(lab.scope, { connectionId: lab.connectionId, event: "run.failed", muted: true });
    fail();
    await run();
    expect(await events()).toEqual([]);
    mend();
    await run();
    expect(await events()).toEqual(["run.recovered", "run.succeeded"]);
  });

  it("hears a refused write as both, where a program listens, and once where people do", async () => {
    const people = await addChannel("slack");
    const failuresOnly = await addChannel("email", ["run.failed"]);
    const field = ["write_authentication", "api_key"];
    fail(
      new AuthError("ada may not write dataos://d:x/users. Nothing is written without leave; what …", {
        field,
      }),
    );
    await run();
    expect(await events()).toEqual(["write.refused", "run.failed"]);
    expect(await events(people)).toEqual(["write.refused"]);
    expect(await events(failuresOnly)).toEqual(["run.failed"]);
  });
});

describe("a connection that goes on failing", () => {
  it("is told once, then with the count when it recovers", async () => {
    fail();
    for (let runs = 0; runs < 3; runs++) await run();
    expect(await events()).toEqual(["run.failed"]);
    mend();
    await run();
    await run();
    const all = await told();
    expect(all.map(({ event }) => event)).toEqual([
      ...["run.failed", "run.recovered", "run.succeeded"],
      "run.succeeded",
    ]);
    expect(all[1]?.text).toMatch(/succeeded, after 3 runs that failed since \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
    expect(all[1]?.row.message).toMatchObject({ trouble: { failedRuns: 3 } });
  });

  it("is told again the next day, with the count", async () => {
    fail();
    const first = await run();
    await run();
    const yesterday = new Date(Date.now() - 25 * 3_600_000);
    await db().run.update({ where: { id: first }, data: { endedAt: yesterday, createdAt: yesterday } });
    await run();
    const all = await told();
    expect(all.map(({ event }) => event)).toEqual(["run.failed", "run.failed"]);
    expect(all[1]?.text).toMatch(/3 runs in a row failed since/);
  });
});

describe("rows that went to the quarantine", () => {
  it("are told once a day for a connection, with their number", async () => {
    lab.handlers.moveSlice = ({ plan }) => {
      const { counts, ...rest } = checkpoint(plan.syncId, 10);
      return Promise.resolve({
        complete: true,
        checkpoint: { ...rest, counts: counts.map((count) => ({ ...count, written: 8, quarantined: 2 })) },
      });
    };
    lab.handlers.measure = () => Promise.resolve({ rows: 8 });
    lab.handlers.finish = () => Promise.resolve({ rows: 8, superseded: 0 });
    await run();
    await run();
    const quarantined = (await told()).filter(({ event }) => event === "rows.quarantined");
    expect(quarantined).toHaveLength(1);
    expect(quarantined[0]?.text).toMatch(/met 2 rows that cannot be written/);
  });
});

describe("what waits for a person", () => {
  it("is told when rows are held, once for a run however often it is looked at", async () => {
    await updateConnection(lab.scope, lab.connectionId, { policies: { maxDropPercent: 50 } });
    await run();
    lab.handlers.moveSlice = ({ plan }) =>
      Promise.resolve({ complete: true, checkpoint: checkpoint(plan.syncId, 1) });
    const { id } = await requested(lab);
    await beginRun(id, 0);
    await moveFeed(id, 0, { fruitless: 0, careful: false });
    for (let looks = 0; looks < 3; looks++) expect(await finishStream(id, 0, 0)).toEqual({ outcome: "held" });
    const held = (await told()).filter(({ event }) => event === "stream.held");
    expect(held.map(({ text }) => text)).toEqual([expect.stringMatching(/far fewer rows of users/)]);
  });

  it("is told when a schema change waits: to people as that alone, with the connection's page", async () => {
    const people = await addChannel("slack");
    await updateConnection(lab.scope, lab.connectionId, { policies: { schemaChanges: "pause" } });
    await run();
    const discovered = lab.handlers.discover;
    lab.handlers.discover = async (...asked) => {
      const streams = (await discovered?.(...asked)) ?? [];
      const added = { name: "added", type: { kind: "string" as const }, nullable: true };
      return streams.map((stream) => ({ ...stream, fields: [...stream.fields, added] }));
    };
    await run();
    expect((await events()).slice(1)).toEqual(["schema.change_waits", "run.failed"]);
    const [, change] = await told(people);
    expect(change?.row.message).toMatchObject({
      event: "schema.change_waits",
      path: `/connections/${lab.connectionId}`,
    });
    expect(await events(people)).toHaveLength(2);
  });
});

describe("muting an event", () => {
  const mute = (event: ConnectionEvent, muted: boolean, scope = lab.scope) =>
    muteEvent(scope, { connectionId: lab.connectionId, event, muted });

  it("changes that event alone, however many change others at once", async () => {
    await Promise.all([mute("run.failed", true), mute("run.succeeded", true), mute("stream.held", true)]);
    await mute("run.succeeded", false);
    await mute("run.failed", true);
    expect(await listMutedEvents(lab.scope, lab.connectionId)).toEqual(["run.failed", "stream.held"]);
  });

  it("is on record once for each change", async () => {
    await mute("run.failed", true);
    await mute("run.failed", true);
    const entries = await db().auditEntry.findMany({
      where: { subject: lab.connectionId, action: "connection.updated" },
    });
    expect(entries.map(({ facts }) => facts)).toEqual([
      expect.objectContaining({ changed: ["mutedEvents"], muted: "run.failed" }),
    ]);
  });

  it("is not possible for another workspace's connection", async () => {
    await expect(mute("run.failed", true, lab.stranger)).rejects.toMatchObject({ code: "not_found" });
    expect(await listMutedEvents(lab.scope, lab.connectionId)).toEqual([]);
  });
});
