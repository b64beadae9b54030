import { expect, it } from "vitest";
import type { Field } from "@/connectors/sdk";
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
