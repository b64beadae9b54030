import type { WriteQuestion } from "@/lib/sync/write-gate/types";
import type { Scope } from "@/lib/workspaces/scope";
import { compileObject, createJudge, type Verdict } from "./judge";
import { listMembers, type MemberView } from "./members";
import { listPolicies } from "./policies";
import { questionInput, type Policy } from "./policy-schema";

/** Who may do something on a path, and why. */
export interface Explanation {
  /** Every member, with what a valid key of theirs would be told. */
  members: (MemberView & Verdict)[];
  /** The policies that speak of the predicate and path, whomever they name. */
  policies: Policy[];
}

/** Answers by the rule that `decide` goes by, and records nothing: nobody has asked to write. */
export async function explainPath(scope: Scope, input: WriteQuestion): Promise<Explanation> {
  const question = questionInput.parse(input);
  const [members, policies] = await Promise.all([listMembers(scope), listPolicies(scope)]);
  return {
    members: members.map((member) => ({
      ...member,
      ...createJudge(policies, member.subject.tags)(question),
    })),
    policies: policies.filter((policy) => compileObject(policy)(question)),
  };
}
