import { describe, expect, it } from "vitest";
import type { Feed, Field, SelectedStream } from "@/connectors/sdk";
import type { StreamShape } from "@/lib/normalization/shape/types";
import { isRepeatable, type PlannedFeed } from "./feeds";
import type { StreamRead } from "./plan";

const fields: Field[] = ["id", "name"].map((name) => ({ name, type: { kind: "string" }, nullable: false }));
const options: StreamShape["options"] = { mappers: [], objects: "json", arrays: "json", rowHash: false };
const stream: SelectedStream = {
  ...{ name: "orders", fields, primaryKey: [["id"]], key: [], cursorFields: [], cursorIsGiven: false },
  supports: { fullRefresh: true, incremental: false, deletes: false },
  mode: "full_refresh",
};

function planned(more: Partial<Feed>): PlannedFeed {
  return { feed: { id: "f", streams: [stream], ...more }, reads: [0], streamIndexes: [0], encoding: "rows" };
}

function readOf(
  scrambled: StreamShape["outputs"][number]["scrambled"],
  more: Partial<SelectedStream> = {},
): StreamRead {
  const output = { name: "orders", fields, origins: ["id", "name"], scrambled, parent: null };
  const shape: StreamShape = { outputs: [output], fields, options };
  return { stream: { ...stream, ...more }, shape, outputs: [0] };
}

describe("whether a feed's rows come to the writer again as they were", () => {
  const asRead: StreamRead = { stream, shape: null, outputs: [0] };

  it("is what the source says", () => {
    expect(isRepeatable(planned({ isRepeatable: true }), { reads: [asRead] })).toBe(true);
    expect(isRepeatable(planned({}), { reads: [asRead] })).toBe(false);
  });

  it("is not promised of frames, which are cut by what stands beside a row", () => {
    const framed = { ...planned({ isRepeatable: true }), encoding: "pg-copy-binary" as const };
    expect(isRepeatable(framed, { reads: [asRead] })).toBe(false);
    expect(isRepeatable({ ...framed, encoding: "columns" }, { reads: [asRead] })).toBe(true);
  });

  it("is not touched by hashes, nor by the encryption of what is no key", () => {
    const feed = planned({ isRepeatable: true });
    expect(isRepeatable(feed, { reads: [readOf(["hashing", "hashing"])] })).toBe(true);
    expect(isRepeatable(feed, { reads: [readOf([null, "encryption"])] })).toBe(true);
  });

  it("ends where a key is encrypted, the source's or the chosen one", () => {
    const feed = planned({ isRepeatable: true });
    expect(isRepeatable(feed, { reads: [readOf(["encryption", null])] })).toBe(false);
    const chosen = readOf([null, "encryption"], { primaryKey: [], key: [["name"]] });
    expect(isRepeatable(feed, { reads: [chosen] })).toBe(false);
  });
});
