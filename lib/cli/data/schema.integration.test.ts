import { expect, it } from "vitest";
import { describeWithPostgres } from "@/tests/support/postgres";
import { eventsOf, sluice, sync } from "@/tests/support/sluice";
import { useSluiceLab } from "@/tests/support/sluice-lab";

const told =
  "public.orders.amount is jsonb now, which the column amount (numeric) cannot hold: values go into amount_json.";

describeWithPostgres("sluice sync of a source whose schema changes", () => {
  const lab = useSluiceLab();
  const retype = () =>
    lab().source.query(
      "ALTER TABLE orders ALTER COLUMN amount TYPE jsonb USING to_jsonb(amount); UPDATE orders SET updated_at = '2026-06-01' WHERE id = 1",
    );
  const read = () =>
    lab().target.query(
      `SELECT id, amount::text, amount_json::text FROM orders WHERE id IN (1, 2) ORDER BY id`,
    );
  const deduped = ["--streams", "orders", "--mode", "deduped", "--cursor", "updated_at"];

  it("finds a new column for values that the former cannot hold, run after run, and says so", async () => {
    const args = [...lab().ends, ...deduped];
    await sync(args);
    await retype();
    const planned = await sluice(["sync", "--json", ...args, "--dry-run"]);
    expect(planned.stdout).toContain(told);
    expect(planned.stdout).toMatch(/ADD COLUMN \\"amount_json\\" jsonb/);
    for (const rowsRead of [1, 0]) {
      const { events, result } = await sync(args);
      expect(result.streams).toMatchObject([{ rowsRead, verified: true }]);
      expect(events).toContainEqual(expect.objectContaining({ type: "log", level: "info", message: told }));
    }
    expect(await read()).toEqual([
      { id: 1, amount: null, amount_json: "0.25" },
      { id: 2, amount: "0.50", amount_json: null },
    ]);
    expect((await sluice(["repair", ...args])).code).toBe(0);
    expect((await sluice(["verify", ...args])).code).toBe(0);
    expect(await read()).toEqual([
      { id: 1, amount: null, amount_json: "0.25" },
      { id: 2, amount: null, amount_json: "0.50" },
    ]);
  });

  it("says nothing and brings the new type where the table is replaced", async () => {
    const args = [...lab().ends, "--streams", "orders"];
    await sync(args);
    await retype();
    const { events } = await sync(args);
    expect(events.filter(({ type }) => type === "log")).toEqual([]);
    expect(await lab().target.query("SELECT amount::text FROM orders WHERE id = 1")).toEqual([
      { amount: "0.25" },
    ]);
  });

  it.each([
    ["of the source's", [], /The primary key of public\.orders is order_id now.*told apart by id.*rewind/],
    ["that was named", ["--primary-key", "id"], /id cannot serve as key.*--primary-key/],
  ])("asks before it reads where a key field %s was renamed", async (_which, key, asks) => {
    const { source, target, ends } = lab();
    const args = [...ends, ...deduped, ...key];
    await sync(args);
    await source.query(
      "ALTER TABLE orders RENAME COLUMN id TO order_id; UPDATE orders SET updated_at = '2026-06-01'",
    );
    const { code, stdout, stderr } = await sluice(["sync", "--json", ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(asks) });
    expect(eventsOf(stdout).filter(({ type }) => type === "plan")).toEqual([]);
    const columns = "SELECT count(*)::int AS rows, to_jsonb(min(o.id)) AS first FROM orders o";
    expect(await target.query(columns)).toEqual([{ rows: 1000, first: 1 }]);
  });
});
