import { expect, it } from "vitest";
import type { Field, Value } from "@/connectors/sdk";
import { columnsOf } from "@/connectors/sdk/testing";
import { accountFields, readAccount } from "@/tests/support/pulsar-account";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import { hasVectors, readVector } from "@/tests/support/vectors";
import { marksOf } from "./testing/place";
import { useWriting } from "./testing/writing";

const id: Field = { name: "id", type: { kind: "integer", bits: 64 }, nullable: false };
const note: Field = { name: "note", type: { kind: "string" }, nullable: true };

describeWithPulsar("records in a topic, as Pulsar's own client reads them", () => {
  const writing = useWriting();

  it.skipIf(!hasVectors)("are those of the worked example, but for their own ids and instants", async () => {
    const { row, emittedAtMs } = readAccount();
    const config = writing.config({ integers: "int", additional_properties: ["attributes"] });
    const plan = writing.plan({ name: "Account", fields: accountFields(), extractedAtMs: emittedAtMs });
    await writing.load(plan, [row], config);
    const [message] = await writing.read("Account", { hasUnionTags: true });
    const wanted = readVector("pulsar-account/normalized.avro.json") as Record<string, unknown>;
    expect(message?.schemaType).toBe("AVRO");
    expect(message?.value).toEqual({
      ...wanted,
      _airbyte_ab_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
  });

  it("are JSON by the same schema where that is asked for", async () => {
    const settings = writing.config({ record_format: "json" });
    await writing.load(writing.plan({ fields: [id, note] }), [[1, "ä"]], settings);
    const [message] = await writing.read();
    expect(message).toMatchObject({ schemaType: "JSON", value: { id: 1, note: "ä" } });
  });

  it("are the same where rows come as columns, keys and refused values among them", async () => {
    const fields: Field[] = [
      id,
      note,
      { name: "amount", type: { kind: "decimal", precision: 12, scale: 2 }, nullable: true },
      { name: "score", type: { kind: "number", bits: 64 }, nullable: true },
      { name: "paid", type: { kind: "boolean" }, nullable: true },
      { name: "due", type: { kind: "date" }, nullable: true },
      { name: "at", type: { kind: "time", zoned: false }, nullable: true },
      { name: "seen", type: { kind: "timestamp", zoned: true }, nullable: true },
      { name: "raw", type: { kind: "binary" }, nullable: true },
      { name: "doc", type: { kind: "json" }, nullable: true },
      { name: "tags", type: { kind: "array", of: { kind: "string" } }, nullable: true },
    ];
    const rows: Value[][] = [
      [1, "Grüße 🌍", "-0.05", 0.1, true, "2026-11-30", "23:59:59.999999", "1969-12-31T23:59:59.999999Z"],
      [
        9_007_199_254_740_993n,
        "",
        "9999999999.99",
        NaN,
        false,
        "0001-01-01",
        "00:00:00",
        "2026-01-01T00:00:00Z",
      ],
      [-1, "x".repeat(300), null, null, null, "infinity", null, "-infinity"],
    ].map((row) => [...row, Uint8Array.of(0, 255), '{"a":1.50}', '["a",null]']);
    const plan = (name: string) => writing.plan({ name, fields, write: "deduped" });
    const counts = [
      await writing.load(plan("by_rows"), rows),
      await writing.load(plan("by_columns"), columnsOf(fields, rows)),
    ];
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[1]).toEqual({ written: 3, changed: 2, quarantined: [] });
    const [fromRows, fromColumns] = [await writing.read("by_rows"), await writing.read("by_columns")];
    const seen = (messages: typeof fromRows) =>
      messages.map(({ key, value, properties }) => ({
        ...{ key, properties },
        value: { ...(value as object), _airbyte_ab_id: null, _airbyte_emitted_at: null },
      }));
    expect(seen(fromColumns)).toEqual(seen(fromRows));
    expect(seen(fromColumns)[1]).toMatchObject({
      key: "[9007199254740993]",
      value: { amount: "9999999999.99" },
    });
  });

  it("have the version of the schema that they were written with, as fields come and go", async () => {
    await writing.load(writing.plan({ fields: [id] }), [[1]]);
    await writing.load(writing.plan({ fields: [id, note], syncId: 2 }), [[2, "new"]]);
    await writing.load(writing.plan({ fields: [note], syncId: 3 }), [["alone"]]);
    await writing.load(writing.plan({ fields: [id], syncId: 4 }), [[4]]);
    const found = (await writing.read()).map(({ schemaVersion, value }) => {
      const { id: number, note: text } = value as { id?: number; note?: string };
      return [schemaVersion, number, text];
    });
    expect(found).toEqual([
      ["0", 1, undefined],
      ["1", 2, "new"],
      ["2", undefined, "alone"],
      ["0", 4, undefined],
    ]);
  });

  it("are refused, before anything is written, where a field's type has changed", async () => {
    await writing.load(writing.plan({ fields: [id] }), [[1]]);
    const changed = { ...id, type: { kind: "string" } as const };
    await expect(
      writing.load(writing.plan({ fields: [changed], syncId: 2 }), [["one"]]),
    ).rejects.toMatchObject({
      name: "ConfigError",
      message: expect.stringMatching(/schema/i) as string,
    });
    expect(await writing.read()).toHaveLength(1);
  });

  it("carry the reasons for what was changed as a property, and no other property", async () => {
    const { changed } = await writing.load(writing.plan({ fields: [id, note] }), [
      [2n ** 70n, "lost"],
      [1, "kept"],
    ]);
    expect(changed).toBe(1);
    const [lost, kept] = await writing.read();
    expect(JSON.parse(lost?.properties._airbyte_meta ?? "")).toMatchObject({
      sync_id: 1,
      changes: [{ field: "id", change: "NULLED" }],
    });
    expect(kept?.properties).toEqual({});
    expect(marksOf(kept?.producer ?? null)).toEqual({ syncId: 1, generation: 1 });
  });

  it("tell connection, run, generation and what was done in each message where that is asked for", async () => {
    const settings = writing.config({ message_properties: true });
    const plan = writing.plan({ write: "deduped", reportsDeletes: true });
    await writing.load(plan, [[1, "one", 1]], settings, [[1]]);
    const common = { connection_id: "c", sync_id: "1", generation: "1" };
    expect((await writing.read()).map(({ properties }) => properties)).toEqual([
      { ...common, op: "upsert" },
      { ...common, op: "delete" },
    ]);
  });

  it("may be larger than a message of the broker can be", async () => {
    const text = "0123456789abcdef".repeat(512 * 1024);
    await writing.load(writing.plan({ fields: [id, note] }), [
      [1, text],
      [2, "small"],
    ]);
    const found = (await writing.read()).map(({ value }) => (value as { note: string }).note.length);
    expect(found).toEqual([text.length, 5]);
  });

  it("that nobody could hold are handed back for the quarantine, and the others are written", async () => {
    const plan = writing.plan({ fields: [id, note] });
    const result = await writing.load(plan, [
      [1, "x".repeat(65 * 1024 * 1024)],
      [2, "small"],
    ]);
    expect(result).toMatchObject({ written: 1, quarantined: [{ row: null }] });
    expect(result.quarantined[0]?.reason).toMatch(/RECORD_SIZE/);
    expect(await writing.read()).toHaveLength(1);
  });
});
