import { describe, expect, it } from "vitest";
import { accountFields, readAccount } from "@/tests/support/pulsar-account";
import { hasVectors, readVector } from "@/tests/support/vectors";
import type { Change } from "../values";
import { ByteBuffer } from "./byte-buffer";
import { compileRecord } from "./compile-record";
import { definitionOf } from "./definition";
import { avroFormat } from "./record-format";
import { planRecord } from "./record-plan";
import { decodeAvro } from "./testing/decode";
import { factsOf } from "./testing/rows";

const name = hasVectors
  ? "the worked example of the original system"
  : "the worked example of the original system (skipped: the recorded vectors are not beside the repository)";

describe.skipIf(!hasVectors)(name, () => {
  it("becomes the record that is known, field by field, from the source's", () => {
    const { row, id, emittedAtMs } = readAccount();
    const columns = accountFields().map((field, index) => ({ ...field, field: field.name, index }));
    const record = planRecord({
      name: "Account",
      columns,
      integers: "int",
      decimals: "double",
      additional: ["attributes"],
    });
    const out = new ByteBuffer(1024);
    const changes: Change[] = [];
    compileRecord(record, avroFormat)(row, factsOf(id, emittedAtMs), out, changes);
    expect(changes).toEqual([]);
    expect(decodeAvro(definitionOf(record), out.take())).toEqual(
      readVector("pulsar-account/normalized.avro.json"),
    );
  });
});
