import { describe, expect, it } from "vitest";
import * as english from "@/components/text/en/stale";
import type { StaleReason } from "./consequences";
import { describeStale } from "./stale-words";

describe("what rows keep, in words", () => {
  it.each<[StaleReason, RegExp]>([
    [{ what: "rows_elsewhere" }, /go elsewhere/],
    [{ what: "appended_before" }, /appended before/],
    [{ what: "former_mappers" }, /as the former mappers left them/],
    [{ what: "former_arrays" }, /keep their arrays/],
    [{ what: "former_key", fields: ["id", "region"] }, /told apart by id, region\.$/],
    [{ what: "former_key", fields: [] }, /told apart by the source’s own choice\.$/],
    [{ what: "former_cursor", fields: ["at"] }, /position of at\.$/],
    [{ what: "former_cursor", fields: [] }, /position of the source’s own choice\.$/],
    [{ what: "new_fields", fields: ["mail"] }, /nothing in mail\.$/],
    [{ what: "new_fields", fields: null }, /nothing in the fields that are chosen now\.$/],
  ])("of %j is a sentence", (reason, says) => {
    expect(describeStale(reason, english)).toMatch(says);
  });
});
