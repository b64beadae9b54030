import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findDestination } from "@/connectors/registry";
import { noCounts, type JsonObject } from "@/connectors/sdk";
import { askNobody, openPlace } from "@/lib/governance/testing/keeping";
import { planStreams, type ChosenStream } from "@/lib/sync/plan";
import { verifyStream } from "@/lib/sync/verify";
import { handlers, type TaskContext } from "@/lib/worker/handlers";
import type { ConnectorCall } from "@/lib/worker/tasks";
import { Exports } from "./testing/exports";

let exports: Exports;
let task: TaskContext;
let runs = 0;
beforeEach(async () => {
  exports = await Exports.create();
  task = { ctx: exports.ctx, emit: () => undefined, shouldStop: () => false, askConsole: askNobody };
});
afterEach(() => exports.dispose());

/** One run of a connection as the engine carries it out, each stream verified. */
async function sync(
  source: ConnectorCall,
  config: JsonObject,
  chosen: Pick<ChosenStream, "name" | "syncMode">[],
) {
  const destination = { connector: "local-files", config, place: openPlace };
  const connector = await findDestination("local-files")?.load();
  if (!connector) throw new Error("local-files is not registered.");
  const planned = planStreams({
    connectionId: "c1",
    syncId: ++runs,
    extractedAtMs: Date.UTC(2026, 0, runs),
    chosen: chosen.map((stream) => ({ ...stream, cursorField: [], primaryKey: [] })),
    discovered: await handlers.discover({ source }, task),
    generations: new Map(),
    capabilities: connector.capabilities,
    locations: connector.locations(connector.spec.parse(config)),
    namespace: { definition: "destination", format: null },
    prefix: "",
    normalization: "basic",
    objects: "json",
  });
  for (const { feed, streamIndexes, encoding } of await handlers.planFeeds(
    { source, destination, ...planned },
    task,
  )) {
    const own = planned.streams.filter((_, index) => streamIndexes.includes(index));
    const plan = {
      connectionId: "c1",
      feedId: feed.id,
      syncId: runs,
      streams: own,
      encoding,
      isRepeatable: false,
      fence: runs,
      careful: false,
    };
    const shaping = { shapes: [null], mapperSecrets: {}, quarantineLimit: 0 };
    const { checkpoint } = await handlers.moveSlice(
      { source, destination, feed, plan, ...shaping, budgetMs: 60_000 },
      task,
    );
    for (const [index, stream] of own.entries()) {
      const finished = await handlers.finish({ destination, plan: stream }, task);
      const measured = await handlers.measure({ destination, plan: stream }, task);
      const counts = checkpoint?.counts[index] ?? noCounts();
      expect(verifyStream({ counts, finished, measured })).toMatchObject({
        verified: true,
      });
    }
  }
}

it("sample data goes through the engine into files, verified, run after run", async () => {
  const source = { connector: "sample", config: { count: 200 } };
  const config = { destination_path: "exports" };
  const chosen = [
    { name: "users", syncMode: "full_refresh_overwrite" },
    { name: "products", syncMode: "full_refresh_append" },
    { name: "purchases", syncMode: "incremental_append" },
  ] as const;
  for (let run = 0; run < 2; run++) await sync(source, config, [...chosen]);
  const files = await exports.visible();
  expect(files.map((name) => name.replace(/\/2026.*/, "/run"))).toEqual([
    "default/products/run",
    "default/products/run",
    "default/purchases/run",
    "default/purchases/run",
    "default/users.jsonl",
  ]);
  expect(await exports.ids("default/users.jsonl")).toHaveLength(200);
});

it("a CSV file goes through the engine into a CSV file of the same rows", async () => {
  const rows = ['1,"Stone, grey",2.50', "2,Sand,", "3,Ünïcode ✓,10"];
  await writeFile(path.join(exports.ctx.localFiles.root, "goods.csv"), ["id,name,price", ...rows].join("\n"));
  const source = {
    connector: "file",
    config: { dataset_name: "goods", format: "csv", provider: { storage: "local" }, url: "goods.csv" },
  };
  const config = { destination_path: "/local/exports", format: { format_type: "CSV" } };
  await sync(source, config, [{ name: "goods", syncMode: "full_refresh_overwrite" }]);
  const [header = "", ...lines] = (await exports.text("default/goods.csv")).trimEnd().split("\n");
  expect(header).toMatch(/,_airbyte_generation_id,id,name,price$/);
  expect(lines.map((line) => line.replace(/^.*?\}",\d+,/, ""))).toEqual(rows);
});
