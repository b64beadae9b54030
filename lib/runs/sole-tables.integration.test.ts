import { beforeEach, describe, expect, it } from "vitest";
import {
  createConnection,
  deleteConnection,
  getConnection,
  updateConnection,
} from "@/lib/connections/service";
import { db, type Prisma } from "@/lib/db";
import { createDestination } from "@/lib/destinations/service";
import { createSource } from "@/lib/sources/service";
import { openRunLab } from "@/tests/support/run-lab";
import { closeRun } from "./close";
import { dryRun } from "./dry-run";
import { requestSync } from "./request";
import { requireSoleTables } from "./sole-tables";
import { beginRun } from "./start";

const lab = openRunLab();

type Mode = "full_refresh_overwrite" | "full_refresh_append";

/** The lab's own connection, and others into its destination: of another source, and of its own. */
let connections: { own: string; other: string; twin: string };

beforeEach(async () => {
  const { source, destination } = await getConnection(lab.scope, lab.connectionId);
  const another = await createSource(lab.scope, { name: "o", connector: "sample", config: { count: 10 } });
  const connect = (name: string, sourceId: string) =>
    createConnection(lab.scope, { sourceId, destinationId: destination.id, name });
  const [other, twin] = [await connect("Other", another.id), await connect("Twin", source.id)];
  connections = { own: lab.connectionId, other: other.id, twin: twin.id };
  lab.handlers.clear = () => Promise.resolve(null);
  lab.handlers.explain = ({ plans }) =>
    Promise.resolve({ explained: plans.map(() => ({ statements: [], warnings: [] })), states: [] });
});

const choose = (connectionId: string, syncMode: Mode) =>
  updateConnection(lab.scope, connectionId, { streams: [{ name: "users", syncMode }] });

/** How a run begins; it goes no further. */
async function begin(connectionId: string, kind: "sync" | "refresh" | "clear" = "sync") {
  const { id } = await requestSync(lab.scope, { connectionId, trigger: "manual", kind });
  const { outcome } = await beginRun(id, 0);
  if (outcome === "ready") await closeRun(id);
  const { failure } = await db().run.findUniqueOrThrow({ where: { id } });
  return { outcome, failure };
}
const refused = (reason: RegExp) => ({
  outcome: "failed",
  failure: { kind: "config", message: expect.stringMatching(reason) as string },
});

describe("a table that another connection of the destination has written to", () => {
  it("is neither replaced, nor written to while that one replaces it", async () => {
    expect(await begin(connections.own)).toMatchObject({ outcome: "ready" });
    expect(await begin(connections.other)).toMatchObject(
      refused(
        /^users would go into main\.users, where the connection “s → d” has written users, which this run/,
      ),
    );
    await choose(connections.other, "full_refresh_append");
    expect(await begin(connections.other)).toMatchObject(refused(/which that connection replaces or merges/));
    expect(await begin(connections.own)).toMatchObject({ outcome: "ready" });
  });

  it("is appended to by both, is cleared by neither, and stays so where one of them was refreshed before", async () => {
    await choose(connections.own, "full_refresh_append");
    await choose(connections.other, "full_refresh_append");
    expect(await begin(connections.own, "refresh")).toMatchObject({ outcome: "ready" });
    expect(await begin(connections.other)).toMatchObject({ outcome: "ready" });
    for (const kind of ["clear", "refresh"] as const)
      expect(await begin(connections.own, kind)).toMatchObject(
        refused(/which this run would replace or merge/),
      );
    expect(await begin(connections.own)).toMatchObject({ outcome: "ready" });
  });

  it.each([
    ["is deleted", () => deleteConnection(lab.scope, connections.own)],
    ["writes elsewhere from now on", () => updateConnection(lab.scope, connections.own, { prefix: "own_" })],
    ["has cleared it", () => begin(connections.own, "clear")],
  ])("is free once that connection %s", async (_how, leave) => {
    await begin(connections.own);
    expect(await begin(connections.other)).toMatchObject({ outcome: "failed" });
    await leave();
    expect(await begin(connections.other)).toMatchObject({ outcome: "ready" });
  });

  it("is replaced by both where both replace the same stream of the same source, and emptied by neither", async () => {
    for (const connectionId of [connections.own, connections.twin, connections.own])
      expect(await begin(connectionId)).toMatchObject({ outcome: "ready" });
    expect(await begin(connections.twin, "clear")).toMatchObject(
      refused(/where the connection “s → d” has written/),
    );
    await choose(connections.twin, "full_refresh_append");
    expect(await begin(connections.twin)).toMatchObject(refused(/which that connection replaces or merges/));
    const { streams } = await dryRun(lab.scope, connections.own);
    expect(streams[0]?.warnings).toContainEqual(
      expect.stringMatching(/“Twin” .* whichever syncs second is refused/),
    );
  });

  it("goes to one alone where two would be the first at the same time", async () => {
    const outcomes = await Promise.all([begin(connections.own), begin(connections.other)]);
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["failed", "ready"]);
  });

  it("is warned of by a dry run, whose plan is told all the same", async () => {
    const { streams } = await dryRun(lab.scope, connections.other);
    const warnings = streams.flatMap((stream) => stream.warnings);
    for (const name of ["s → d", "Twin"])
      expect(warnings).toContainEqual(
        expect.stringContaining(
          `The connection “${name}” writes users to the same table, main.users. One of`,
        ),
      );
  });
});

it("does not know of tables of the same name in another destination", async () => {
  const { source } = await getConnection(lab.scope, lab.connectionId);
  const config = { destination_path: "y.duckdb" };
  const elsewhere = await createDestination(lab.scope, { name: "e", connector: "duckdb", config });
  const ends = { sourceId: source.id, destinationId: elsewhere.id };
  const { id } = await createConnection(lab.scope, ends);
  expect(await begin(connections.own)).toMatchObject({ outcome: "ready" });
  expect(await begin(id)).toMatchObject({ outcome: "ready" });
});

it("finds one table among as many thousands of its own as another connection has written", async () => {
  const mark = (connectionId: string) => db().$executeRaw`
    INSERT INTO stream_generation (connection_id, namespace, name, generation, table_keys)
    SELECT ${connectionId}::uuid, '', 'users' || n, 1, ARRAY['["main","users' || n || '"]'] FROM generate_series(1, 10000) n`;
  await mark(connections.other);
  expect(await begin(connections.other)).toMatchObject({ outcome: "ready" });
  const own = await db().connection.findUniqueOrThrow({ where: { id: connections.own } });
  const claims = ["users", ...Array.from({ length: 10_000 }, (_, place) => `users${place + 1}`)].map(
    (name) => ({
      stream: { name },
      tables: [{ table: { namespace: "main", name }, key: JSON.stringify(["main", name]) }],
      isSole: true,
    }),
  );
  const ask = (tx: Prisma.TransactionClient) => requireSoleTables(tx, own, claims, { empties: false });
  const asked = db().$transaction(ask, { timeout: 5_000 });
  await expect(asked).rejects.toThrow(/^users would go into main\.users, where the connection “Other”/);
});
