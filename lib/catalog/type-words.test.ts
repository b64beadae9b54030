import { describe, expect, it } from "vitest";
import * as english from "@/components/text/en/types";
import type { LogicalType } from "@/connectors/sdk";
import { describeType } from "./type-words";

describe("a type in words", () => {
  it.each<[LogicalType, string]>([
    [{ kind: "decimal", precision: 10, scale: 2 }, "decimal(10, 2)"],
    [{ kind: "decimal" }, "decimal"],
    [{ kind: "string", maxLength: 20 }, "string(20)"],
    [{ kind: "timestamp", zoned: true }, "timestamp with zone"],
    [{ kind: "time", zoned: false }, "time"],
    [{ kind: "array", of: { kind: "timestamp", zoned: true } }, "array of timestamp with zone"],
    [{ kind: "object", fields: [] }, "object"],
  ])("of %j is %s", (type, words) => {
    expect(describeType(type, english)).toBe(words);
  });
});
