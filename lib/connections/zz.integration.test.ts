import { expect, it } from "vitest";
import { startTestConsole } from "@/lib/connectors/testing/console";
import { createDestination } from "@/lib/destinations/service";
import { createSource } from "@/lib/sources/service";
import { db } from "@/lib/db";
import { listDueConnections, markDispatched, listConnections } from "./service";
it("x", async () => {
  const w = await startTestConsole();
  const s = await createSource(w.scope, { name: "Shop", connector: "test-source", config: { host: "db.example" } });
  const d = await createDestination(w.scope, { name: "W", connector: "test-destination", config: { host: "db.example" } });
  const now = new Date();
  for (let i = 0; i < 10; i++) await db().connection.createMany({ data: Array.from({ length: 1000 }, (_, k) => ({ workspaceId: w.scope.workspaceId, name: `c${i}-${k}`, sourceId: s.id, destinationId: d.id, streams: [], schedule: k % 2 ? { type: "every", minutes: 5 } : { type: "cron", expression: "*/5 * * * *", timeZone: "Europe/Berlin" }, nextDueAt: new Date(now.getTime() - 1000) })) });
  const t = performance.now(); let n = 0;
  for (;;) { const due = await listDueConnections(now, 500); if (!due.length) break; n += due.length; await markDispatched(due, now); }
  console.log("dispatched", n, performance.now() - t);
  const t2 = performance.now(); const l = await listConnections(w.scope, { limit: 500 }); console.log("list", l.items.length, l.total, performance.now() - t2);
  await w.stop(); expect(n).toBe(10000);
});
