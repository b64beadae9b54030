import { describe, expect, it } from "vitest";
import type { Stream } from "@/connectors/sdk";
import { testStreams } from "@/lib/connectors/testing/connectors";
import { configureAll, defaultSyncMode } from "./defaults";
import { diffCatalogs, isEmptyDiff } from "./diff";
import { mergeCatalog } from "./merge";
import { offeredSyncModes } from "./modes";
import type { ConfiguredStream } from "./schema";

const [users, publicNotes, auditNotes] = testStreams as [Stream, Stream, Stream];
const all = ["append", "overwrite", "deduped"] as const;

describe("offeredSyncModes", () => {
  it("offers what the stream supports and the destination carries out", () => {
    expect(offeredSyncModes(users)).toHaveLength(4);
    expect(offeredSyncModes(publicNotes)).toEqual(["full_refresh_overwrite", "full_refresh_append"]);
    expect(offeredSyncModes(users, ["append"])).toEqual(["full_refresh_append", "incremental_append"]);
    expect(offeredSyncModes(publicNotes, ["deduped"])).toEqual([]);
  });
});

describe("defaults of a new connection", () => {
  it("propose deduplication with key and cursor, a full replacement otherwise", () => {
    expect(testStreams.map((stream) => defaultSyncMode(stream, all))).toEqual([
      "incremental_deduped_history",
      "full_refresh_overwrite",
      "full_refresh_overwrite",
    ]);
  });

  it("propose what is left where the destination cannot do better", () => {
    expect(defaultSyncMode(users, ["append", "overwrite"])).toBe("full_refresh_overwrite");
    expect(defaultSyncMode(users, ["append"])).toBe("full_refresh_append");
    expect(defaultSyncMode(publicNotes, ["deduped"])).toBeNull();
  });

  it("propose no deduplication by a key inside a field", () => {
    expect(defaultSyncMode({ ...users, primaryKey: [["profile", "id"]] }, all)).toBe(
      "full_refresh_overwrite",
    );
  });

  it("choose every stream that can be moved, in the wanted mode where it can", () => {
    const incrementalOnly = { ...auditNotes, supports: { ...auditNotes.supports, fullRefresh: false } };
    const chosen = configureAll([users, publicNotes, incrementalOnly], all, "full_refresh_overwrite");
    expect(chosen.map(({ namespace, name, syncMode }) => [namespace, name, syncMode])).toEqual([
      ["public", "users", "full_refresh_overwrite"],
      ["public", "notes", "full_refresh_overwrite"],
      ["audit", "notes", "incremental_append"],
    ]);
    expect(configureAll([publicNotes], ["deduped"])).toEqual([]);
  });
});

describe("mergeCatalog", () => {
  it("sets what is offered beside what was chosen, and puts what is gone last", () => {
    const choice = (name: string, namespace?: string): ConfiguredStream => ({
      ...(namespace === undefined ? {} : { namespace }),
      name,
      syncMode: "full_refresh_overwrite",
      cursorField: [],
      primaryKey: [],
    });
    const entries = mergeCatalog(testStreams, [choice("old"), choice("notes", "audit")]);
    expect(entries.map(({ state, stream, choice: chosen }) => [state, (stream ?? chosen)?.name])).toEqual([
      ["offered", "users"],
      ["offered", "notes"],
      ["chosen", "notes"],
      ["gone", "old"],
    ]);
  });
});

describe("diffCatalogs", () => {
  it("finds nothing between a catalog and itself as the database gives it back, keys in another order", () => {
    const stored = JSON.parse(JSON.stringify(testStreams)) as Stream[];
    const reordered = stored.map((stream) => ({
      ...stream,
      fields: stream.fields.map(({ name, type, nullable }) => ({
        nullable,
        type: Object.fromEntries(Object.entries(type).reverse()) as typeof type,
        name,
      })),
    }));
    expect(isEmptyDiff(diffCatalogs(testStreams, reordered))).toBe(true);
  });

  it("names streams and fields that came, went or changed", () => {
    const after: Stream = {
      ...users,
      primaryKey: [["name"]],
      fields: [
        { name: "id", type: { kind: "string" }, nullable: false },
        { name: "name", type: { kind: "string" }, nullable: false },
        { name: "updated_at", type: { kind: "timestamp", zoned: true }, nullable: true },
        { name: "email", type: { kind: "string" }, nullable: true },
      ],
    };
    const diff = diffCatalogs([users, publicNotes], [after, auditNotes]);
    expect(diff.added).toEqual([{ namespace: "audit", name: "notes" }]);
    expect(diff.removed).toEqual([{ namespace: "public", name: "notes" }]);
    expect(diff.changed).toHaveLength(1);
    expect(diff.changed[0]).toMatchObject({
      stream: { namespace: "public", name: "users" },
      addedFields: [{ name: "email" }],
      removedFields: [{ name: "profile" }],
      changedFields: [{ before: { name: "id" } }, { before: { name: "name" } }],
      keyChanged: true,
    });
  });
});
