import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import type { Feed, Field, Position, ReadEvent, SelectedStream, Value } from "@/connectors/sdk";
import { createTestContext, describeSourceConformance, type TestContext } from "@/connectors/sdk/testing";
import { sampleSource } from "./index";

type Row = Record<string, Value>;

let nowMs = Date.UTC(2026, 0, 1);
let ctx: TestContext;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 0, 1);
  ctx = await createTestContext({ clock: { now: () => nowMs, sleep: () => Promise.resolve() } });
  return () => ctx.dispose();
});

describe("conformance of a sample that never changes", () => {
  describeSourceConformance({
    source: sampleSource,
    setUp: () => {
      const config = sampleSource.spec.parse({ count: 1500, records_per_slice: 100, always_updated: false });
      return Promise.resolve({
        config,
        refused: [],
        rowCounts: { users: 1500, products: 100, purchases: 1500 },
        addRow: () => Promise.resolve(void config.count++),
        tearDown: () => Promise.resolve(),
      });
    },
  });
});

describe("conformance of a sample that is always updated", () => {
  describeSourceConformance({
    source: sampleSource,
    cannot: { restAfterComplete: true },
    setUp: (test) => {
      test.clock = ctx.clock;
      const config = sampleSource.spec.parse({ count: 250, records_per_slice: 100 });
      return Promise.resolve({ config, refused: [], tearDown: () => Promise.resolve() });
    },
  });
});

describe("the configuration", () => {
  it("defaults to Airbyte's values and refuses a count of no rows or too many", () => {
    expect(sampleSource.spec.parse({})).toEqual({
      count: 1000,
      seed: -1,
      records_per_slice: 1000,
      always_updated: true,
      parallelism: 4,
    });
    expect(() => sampleSource.spec.parse({ count: 0 })).toThrow(/count/);
    expect(() => sampleSource.spec.parse({ count: 100_000_001 })).toThrow(/count/);
  });
});

describe("the rows", () => {
  it("are the same for the same seed, others for another, and the ones that are known", async () => {
    const users = await rowsOf("users", { always_updated: false });
    expect(await rowsOf("users", { always_updated: false })).toEqual(users);
    expect(await rowsOf("users", { always_updated: false, seed: -1 })).toEqual(users);
    expect(await rowsOf("users", { always_updated: false, seed: 7 })).not.toEqual(users);
    expect(fingerprint(users)).toBe("0cdb50d46e843477");
    expect(fingerprint(await rowsOf("products", { always_updated: false }))).toBe("03405f47c533d8ea");
    expect(fingerprint(await rowsOf("purchases", { always_updated: false }))).toBe("b6257607adb1e8be");
  });

  it("tell seeds apart that differ only above 32 bits", async () => {
    const low = await rowsOf("users", { seed: 5 });
    expect(await rowsOf("users", { seed: 5 + 2 ** 32 })).not.toEqual(low);
  });

  it("do not change when the count is raised", async () => {
    for (const stream of ["users", "purchases"]) {
      const few = await rowsOf(stream, { count: 50, always_updated: false });
      const more = await rowsOf(stream, { count: 60, always_updated: false });
      expect(more.slice(0, 50)).toEqual(few);
    }
  });

  it("name existing users and products, at their price, after they existed", async () => {
    const config = { count: 3000, always_updated: false };
    const users = new Map((await rowsOf("users", config)).map((user) => [user.id, user]));
    const products = new Map((await rowsOf("products", config)).map((product) => [product.id, product]));
    for (const purchase of await rowsOf("purchases", config)) {
      const user = users.get(purchase.user_id ?? null);
      expect(products.get(purchase.product_id ?? null)?.price).toBe(purchase.unit_price);
      expect(Number(purchase.total)).toBeCloseTo(Number(purchase.unit_price) * Number(purchase.quantity), 6);
      const times = [user?.created_at, purchase.added_to_cart_at, purchase.purchased_at, purchase.returned_at]
        .filter((time) => time !== null)
        .map(String);
      expect(times).toEqual([...times].sort());
      expect(purchase.updated_at).toBe(times.at(-1));
    }
  });

  it("have distinct addresses at example.com and an age that fits the birth date", async () => {
    const users = await rowsOf("users", { count: 5000 });
    expect(new Set(users.map((user) => user.email)).size).toBe(5000);
    for (const user of users) {
      expect(user.email).toMatch(/^[a-z]+\.[a-z]+\.\d+@example\.com$/);
      expect(yearsBetween(String(user.birth_date), String(user.created_at).slice(0, 10))).toBe(user.age);
    }
  });

  it("are made for any part of a hundred million without making the rest", async () => {
    const position = { seed: -1, version: 0, next: 99_999_990, passed: false };
    const { rows } = await read("users", { count: 100_000_000, always_updated: false }, position);
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: 10 }, (_, index) => 99_999_991 + index));
  });
});

describe("an incremental read", () => {
  it("gives all rows again with the time of the new pass, when always updated", async () => {
    const first = await read("users", { count: 20 }, null);
    expect(first.rows.every((row) => row.updated_at === "2026-01-01T00:00:00.000Z")).toBe(true);
    nowMs += 3_600_000;
    const second = await read("users", { count: 20 }, first.last);
    expect(second.rows.map((row) => row.id)).toEqual(first.rows.map((row) => row.id));
    expect(second.rows.every((row) => row.updated_at === "2026-01-01T01:00:00.000Z")).toBe(true);
    expect(second.rows.map((row) => row.balance)).not.toEqual(first.rows.map((row) => row.balance));
    expect(second.rows.map((row) => row.email)).toEqual(first.rows.map((row) => row.email));
  });

  it("goes on within a pass with that pass's values, however much later", async () => {
    const config = { count: 40, records_per_slice: 10 };
    const whole = await read("users", config, null);
    const middle = whole.checkpoints[1];
    nowMs += 86_400_000;
    const rest = await read("users", config, middle?.position ?? null);
    expect([...whole.rows.slice(0, middle?.rowsBefore), ...rest.rows]).toEqual(whole.rows);
  });

  it("starts anew when the seed was changed, because the position speaks of other rows", async () => {
    const first = await read("users", { count: 20, always_updated: false }, null);
    const second = await read("users", { count: 20, always_updated: false, seed: 8 }, first.last);
    expect(second.rows).toHaveLength(20);
  });

  it("gives nothing when the count was lowered", async () => {
    const first = await read("users", { count: 20, always_updated: false }, null);
    const second = await read("users", { count: 5, always_updated: false }, first.last);
    expect(second.rows).toEqual([]);
    expect((await read("users", { count: 20, always_updated: false }, second.last)).rows).toEqual([]);
  });
});

describe("checkpoints", () => {
  it("come in front of the first row, after one, two, four slices, and never more than 50,000 rows apart", async () => {
    const { checkpoints } = await read("purchases", { count: 210_000, records_per_slice: 10_000 }, null);
    expect(checkpoints.map(({ rowsBefore }) => rowsBefore)).toEqual([
      0, 10_000, 30_000, 70_000, 120_000, 170_000, 210_000,
    ]);
  });

  it("come at the same places however slowly the rows are taken, and wherever reading begins", async () => {
    const config = { count: 6000, records_per_slice: 1500 };
    const places = async (position: Position | null) => {
      const { checkpoints } = await read("users", config, position, () => void (nowMs += 10_000));
      return checkpoints.map(({ position: at }) => (at as { next: number }).next);
    };
    expect(await places(null)).toEqual([0, 1500, 4500, 6000]);
    expect(await places({ seed: -1, version: 1, next: 1600, passed: false })).toEqual([4500, 6000]);
  });

  it("end a full refresh that is read again after its last row", async () => {
    const first = await read("users", { count: 20 }, null, undefined, "full_refresh");
    expect((await read("users", { count: 20 }, first.last, undefined, "full_refresh")).rows).toEqual([]);
  });
});

it("stops when it is aborted", async () => {
  const config = sampleSource.spec.parse({ count: 1_000_000 });
  const reading = (async () => {
    for await (const event of sampleSource.read(config, await feedOf("users"), null, "rows", ctx)) {
      if (event.type === "batch") ctx.abort(new Error("enough"));
    }
  })();
  await expect(reading).rejects.toThrow("enough");
});

it("refuses a stream or a field it does not have", async () => {
  const config = sampleSource.spec.parse({});
  const feed = await feedOf("users");
  const withOther = (change: Partial<SelectedStream>): Feed => ({
    ...feed,
    streams: feed.streams.map((stream) => ({ ...stream, ...change })),
  });
  const readWith = (change: Partial<SelectedStream>) =>
    collect(sampleSource.read(config, withOther(change), null, "rows", ctx));
  await expect(readWith({ name: "orders" })).rejects.toThrow(/no stream "orders"/);
  const fields: Field[] = [{ name: "shoe_size", type: { kind: "string" }, nullable: true }];
  await expect(readWith({ fields })).rejects.toThrow(/no field "shoe_size"/);
});

async function feedOf(name: string, mode: SelectedStream["mode"] = "incremental"): Promise<Feed> {
  const [stream] = await sampleSource.discover(sampleSource.spec.parse({}), ctx, [{ name }]);
  if (!stream) throw new Error(`There is no stream ${name}.`);
  return { id: name, streams: [{ ...stream, mode, cursor: "updated_at", key: [["id"]] }] };
}

async function rowsOf(name: string, config: object): Promise<Row[]> {
  return (await read(name, config, null)).rows;
}

async function read(
  name: string,
  config: object,
  position: Position | null,
  onEvent: (event: ReadEvent) => void = () => undefined,
  mode: SelectedStream["mode"] = "incremental",
) {
  const feed = await feedOf(name, mode);
  const fields = feed.streams[0]?.fields ?? [];
  const rows: Row[] = [];
  const checkpoints: { position: Position; rowsBefore: number }[] = [];
  for await (const event of sampleSource.read(sampleSource.spec.parse(config), feed, position, "rows", ctx)) {
    onEvent(event);
    if (event.type === "checkpoint") checkpoints.push({ position: event.position, rowsBefore: rows.length });
    if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
    for (const row of event.batch.rows) {
      rows.push(Object.fromEntries(fields.map((field, index) => [field.name, row[index] ?? null])));
    }
  }
  return { rows, checkpoints, last: checkpoints.at(-1)?.position ?? null };
}

async function collect(events: AsyncIterable<ReadEvent>): Promise<ReadEvent[]> {
  const all: ReadEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function fingerprint(rows: Row[]): string {
  return createHash("sha256").update(JSON.stringify(rows)).digest("hex").slice(0, 16);
}

function yearsBetween(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
