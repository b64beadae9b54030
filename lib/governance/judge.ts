import type { WriteQuestion } from "@/lib/sync/write-gate/types";
import type { Policy } from "./policy-schema";
import { compilePatterns } from "./wildcard";

export interface Verdict {
  allow: boolean;
  /** Name of the policy that decided; null where none speaks of it. */
  policy: string | null;
  /** Why not. */
  reason: string | null;
}

export type Judge = (question: WriteQuestion) => Verdict;

/** Judges by the policies what a subject with these tags may do. Deny wins; what no policy allows is refused. */
export function createJudge(policies: readonly Policy[], tags: readonly string[]): Judge {
  const about = policies
    .filter(({ subjects }) => compilePatterns(subjects)(tags))
    .map((policy) => ({ policy, isAbout: compileObject(policy) }));
  return (question) => {
    const fitting = about.filter(({ isAbout }) => isAbout(question)).map(({ policy }) => policy);
    const deciding = fitting.find(({ allow }) => !allow) ?? fitting[0];
    if (!deciding) return { allow: false, policy: null, reason: "No policy allows it." };
    const { allow, name } = deciding;
    return { allow, policy: name, reason: allow ? null : `The policy "${name}" denies it.` };
  };
}

/** Whether a policy speaks of a predicate and path, whoever asks. */
export function compileObject({ predicates, paths }: Policy): (question: WriteQuestion) => boolean {
  const isPredicate = compilePatterns(predicates);
  const isPath = compilePatterns(paths);
  return ({ predicate, path }) => isPredicate([predicate]) && isPath([path]);
}
