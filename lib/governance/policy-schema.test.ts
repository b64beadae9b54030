import { describe, expect, it } from "vitest";
import { defaultPolicy } from "./default-policy";
import { memberTagsInput } from "./members";
import { policiesInput } from "./policy-schema";

const first = { ...defaultPolicy, name: "first" };
const parse = (...policies: object[]) => policiesInput.safeParse({ policies });
const issuesOf = (...policies: object[]) =>
  parse(...policies).error?.issues.map(({ path }) => path.join("."));

describe("policies", () => {
  it("are taken in their order, trimmed, each value once", () => {
    const padded = { ...first, name: " first ", paths: [" ** ", "**"] };
    expect(parse({ ...first, name: "second" }, padded).data?.policies).toEqual([
      { ...first, name: "second" },
      { ...first, paths: ["**"] },
    ]);
  });

  it("may be none at all", () => {
    expect(parse().success).toBe(true);
  });

  it.each([
    ["two of one name", [first, { ...first, name: "first " }], ["policies.1.name"]],
    ["no name", [{ ...first, name: " " }], ["policies.0.name"]],
    ["no subject", [{ ...first, subjects: [] }], ["policies.0.subjects"]],
    ["an empty path", [{ ...first, paths: ["**", " "] }], ["policies.0.paths.1"]],
    ["a subject with a space", [{ ...first, subjects: ["roles:id: owner"] }], ["policies.0.subjects.0"]],
    ["a path of two lines", [{ ...first, paths: ["a\nb"] }], ["policies.0.paths.0"]],
    ["no word on allow or deny", [{ ...first, allow: undefined }], ["policies.0.allow"]],
  ])("are refused with %s", (_what, policies, paths) => {
    expect(issuesOf(...policies)).toEqual(paths);
  });
});

describe("a member's tags", () => {
  const isTaken = (...tags: string[]) => memberTagsInput.safeParse({ tags }).success;

  it("are free names, also roles of the owner's invention", () => {
    expect(isTaken("dataos:u:depot-reader", "roles:id:data-dev", "team/etl")).toBe(true);
    expect(isTaken()).toBe(true);
  });

  it.each(["users:id:jane-1f3c9a2b", "roles:id:owner", "roles:id:*", "a b", ""])("are not %j", (tag) => {
    expect(isTaken(tag)).toBe(false);
  });
});
