import { lineitemRows } from "./lineitem-table";
import type { BenchConsole } from "./console";
import { quantile, row, type BenchResult } from "./report";

const requests = 100;

/** How long pages take while nothing happens, and while a large sync runs. */
export async function measurePages(console: BenchConsole, connectionId: string): Promise<BenchResult> {
  const places = ["connections", `connections/${connectionId}`, "sources", "destinations"];
  const load = async () => {
    const times: number[] = [];
    for (let request = 0; request < requests; request++) {
      const begin = performance.now();
      const place = places[request % places.length] ?? "";
      const response = await console.page(place);
      await response.text();
      if (response.status !== 200) throw new Error(`/${place} answered ${response.status}.`);
      times.push(performance.now() - begin);
    }
    return times;
  };
  await load();
  const idle = await load();
  let isOver = false;
  const syncing = keepSyncing(console, connectionId, () => isOver);
  const busy = await load();
  isOver = true;
  await syncing;
  const [calm, loaded] = [quantile(idle, 0.95), quantile(busy, 0.95)];
  return {
    name: "Pages",
    note: `${requests} requests of four pages`,
    rows: [
      row("p95, idle", calm, "ms"),
      row("p95 while a sync runs", loaded, "ms"),
      row("p95 while a sync runs against idle", loaded / calm, "times", { below: 2 }),
    ],
  };
}

async function keepSyncing(
  console: BenchConsole,
  connectionId: string,
  isOver: () => boolean,
): Promise<void> {
  while (!isOver()) {
    await console.sync(connectionId);
    await console.untilSucceeded(connectionId, lineitemRows, 500);
  }
}
