import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createJudge } from "./judge";
import type { Policy } from "./policy-schema";

const tags = ["users:id:jane-1f3c9a2b", "roles:id:editor", "dataos:u:depot-reader"];
const question = { predicate: "write", path: "dataos://lake:retail/city" };

function policy(changes: Partial<Policy> = {}): Policy {
  return {
    name: "retail",
    subjects: ["roles:id:editor"],
    predicates: ["write"],
    paths: ["dataos://lake:retail/*"],
    allow: true,
    ...changes,
  };
}

const judge = (...policies: Policy[]) => createJudge(policies, tags)(question);

describe("a judge", () => {
  it("refuses what no policy speaks of", () => {
    const refused = { allow: false, policy: null, reason: "No policy allows it." };
    expect(judge()).toEqual(refused);
    expect(judge(policy({ subjects: ["roles:id:owner"] }))).toEqual(refused);
    expect(judge(policy({ predicates: ["read", "writes"] }))).toEqual(refused);
    expect(judge(policy({ paths: ["dataos://lake:raw/*"] }))).toEqual(refused);
  });

  it("allows by the policy that it names", () => {
    expect(judge(policy())).toEqual({ allow: true, policy: "retail", reason: null });
    expect(judge(policy({ subjects: ["nobody", "dataos:u:*"], predicates: ["read", "*"] })).allow).toBe(true);
  });

  it("lets deny win, wherever it stands", () => {
    const denial = policy({ name: "no city", subjects: ["**"], paths: ["**/city"], allow: false });
    const refused = { allow: false, policy: "no city", reason: 'The policy "no city" denies it.' };
    expect(judge(policy(), denial)).toEqual(refused);
    expect(judge(denial, policy())).toEqual(refused);
  });

  it("is not stopped by a denial for others or of other paths", () => {
    expect(judge(policy(), policy({ subjects: ["roles:id:reader"], allow: false })).allow).toBe(true);
    expect(judge(policy(), policy({ paths: ["dataos://lake:retail"], allow: false })).allow).toBe(true);
  });

  it("allows exactly where something allows and nothing denies, in whatever order", () => {
    const some = (...items: string[]) => fc.subarray(items, { minLength: 1 });
    const policies = fc.array(
      fc.record({
        name: fc.string(),
        subjects: some("roles:id:editor", "roles:id:owner", "dataos:*"),
        predicates: some("write", "read"),
        paths: some("dataos://lake:retail/city", "dataos://lake:*/*", "dataos://lake:raw/**"),
        allow: fc.boolean(),
      }),
      { maxLength: 5 },
    );
    const isAbout = ({ subjects, predicates, paths }: Policy) =>
      subjects.includes("roles:id:editor") &&
      predicates.includes("write") &&
      paths.some((path) => path !== "dataos://lake:raw/**");
    fc.assert(
      fc.property(policies, (all) => {
        const about = all.filter(isAbout);
        expect(judge(...all).allow).toBe(about.length > 0 && about.every(({ allow }) => allow));
        expect(judge(...all.toReversed()).allow).toBe(judge(...all).allow);
      }),
    );
  });
});
