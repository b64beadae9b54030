import { describe, expect, it } from "vitest";
import { z } from "zod";
import { queryBoolean, queryList } from "./query";
import { readQuery } from "./request";

const schema = z.object({ ids: queryList(z.string()), deleted: queryBoolean.default(false) });
const parse = (search: string) => schema.parse(readQuery(`http://localhost/${search}`));

describe("query parameters", () => {
  it("are a list when they are given once, more than once, or not at all", () => {
    expect(parse("?ids=a").ids).toEqual(["a"]);
    expect(parse("?ids=a&ids=b").ids).toEqual(["a", "b"]);
    expect(parse("").ids).toBeUndefined();
  });

  it("are true or false, and nothing in between", () => {
    expect(parse("?deleted=true").deleted).toBe(true);
    expect(() => parse("?deleted=1")).toThrow();
  });
});
