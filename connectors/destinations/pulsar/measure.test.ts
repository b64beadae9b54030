import { describe, expect, it } from "vitest";
import type { IncomingMessage } from "@/connectors/sdk/pulsar/types";
import type { SequenceState, WriterState } from "./feed-state";
import { RunCounter } from "./measure";

const message = (entry: number, more: Partial<IncomingMessage> = {}): IncomingMessage => ({
  id: { ledgerId: 5n, entryId: BigInt(entry), partition: -1, batchIndex: -1 },
  producerName: "sluice-f-s1-r0-g1-f1",
  sequenceId: BigInt(entry),
  ...{ publishTimeMs: 0, eventTimeMs: null, key: null, properties: {}, schemaVersion: null },
  value: new Uint8Array(0),
  ...more,
});

function rowsOf(
  messages: IncomingMessage[],
  writers: WriterState[] | null = [],
  sequences: SequenceState[] = [],
): number {
  const state = writers && { round: 0, writers, sequences };
  const counter = new RunCounter([{ prefix: "sluice-f-s1-r", state }]);
  for (const one of messages) counter.take(one);
  return counter.rows;
}

describe("counting a run's rows", () => {
  it("leaves out those of other runs and rounds, and tombstones", () => {
    const others = ["sluice-f-s1-r1-g1-f2", "sluice-f-s12-r0-g1-f1", "somebody"];
    const foreign = others.map((producerName, index) => message(10 + index, { producerName }));
    expect(rowsOf([message(1), message(2), message(3, { value: null }), ...foreign])).toBe(2);
  });

  it("counts once what a producer sent again", () => {
    expect(rowsOf([message(1), message(2), message(3, { sequenceId: 2n }), message(4)])).toBe(3);
  });

  it("ends at the last message that a writer's checkpoint vouches for, and takes nothing of a writer without one", () => {
    const upTo = { "0": { ledger: "5", entry: "2", batch: -1 } };
    const writers = [{ producer: "sluice-f-s1-r0-g1-f1", upTo }];
    const unknown = message(9, { producerName: "sluice-f-s1-r0-g1-f2" });
    expect(rowsOf([message(1), message(2), message(3), unknown], writers)).toBe(2);
  });

  it("ends in front of the next sequence id, where ids are known, beside writers before that", () => {
    const upTo = { "0": { ledger: "5", entry: "1", batch: -1 } };
    const writers = [{ producer: "sluice-f-s1-r0-g1-f1", upTo }];
    const later = (entry: number) => message(entry, { producerName: "sluice-f-s1-r0-g1-f2" });
    const sequences = [{ producer: "sluice-f-s1-r0-g1-f2", next: { "0": "8" } }];
    expect(rowsOf([message(1), message(2), later(6), later(7), later(8)], writers, sequences)).toBe(3);
  });

  it("tells partitions apart", () => {
    const id = (partition: number) => ({ ledgerId: 5n, entryId: 1n, partition, batchIndex: -1 });
    const part = (partition: number) =>
      message(1, { id: id(partition), producerName: `sluice-f-s1-r0-g1-f1-partition-${partition}` });
    const writers = [
      { producer: "sluice-f-s1-r0-g1-f1", upTo: { "0": { ledger: "5", entry: "1", batch: -1 } } },
    ];
    expect(rowsOf([part(0), part(1)], writers)).toBe(1);
  });

  it("takes the last round of a run whose notes are gone", () => {
    const later = { producerName: "sluice-f-s1-r1-g1-f2" };
    expect(
      rowsOf([message(1), message(2), message(3, later), message(4, later), message(5, later)], null),
    ).toBe(3);
  });
});
