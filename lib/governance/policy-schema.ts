import { z } from "zod";
import { revisionSchema } from "@/lib/connectors/input";

const maxPolicies = 500;
const maxPatterns = 200;

const patterns = (what: string, pattern: RegExp, form: string) =>
  z
    .array(
      z
        .string()
        .trim()
        .min(1, "Leave out what is empty.")
        .max(500, "Use at most 500 characters.")
        .regex(pattern, form),
    )
    .min(1, `Name at least one ${what}; "**" means all.`)
    .max(maxPatterns, `Name at most ${maxPatterns}.`)
    .transform((list) => [...new Set(list)]);

const noSpace = "Use no spaces and no control characters.";

export const policySchema = z
  .object({
    name: z.string().trim().min(1, "Give the policy a name.").max(100, "Use at most 100 characters."),
    subjects: patterns("tag", /^[^\s\p{Cc}]*$/u, noSpace).meta({
      description: "Tags, such as users:id:jane-1f3c9a2b, roles:id:owner or a member's own.",
    }),
    predicates: patterns("predicate", /^[^\s\p{Cc}]*$/u, noSpace).meta({
      description: "What is done, such as write.",
    }),
    paths: patterns("path", /^\P{Cc}*$/u, "Use no control characters.").meta({
      description:
        'Such as dataos://warehouse:public/*. "*" stays within a segment, "**" goes over "/" and ":".',
    }),
    allow: z.boolean().meta({ description: "false: the policy denies, whatever others allow." }),
  })
  .meta({ id: "WritePolicy" });

export const policiesInput = z
  .object({
    policies: z.array(policySchema).max(maxPolicies, `Keep at most ${maxPolicies} policies.`),
    /** Of the list that the change starts from: where it is another by now, the change is refused. */
    revision: revisionSchema.optional(),
  })
  .superRefine(({ policies }, context) => {
    const names = policies.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      const message = `Another policy is called "${name}". Give each a name of its own.`;
      context.addIssue({ code: "custom", path: ["policies", index, "name"], message });
    }
  })
  .meta({ id: "WritePolicies" });

export type Policy = z.output<typeof policySchema>;
export type PoliciesInput = z.input<typeof policiesInput>;

/** The whole list, as it stands at one moment. */
export interface PolicyList {
  policies: Policy[];
  /** Rises with every change. */
  revision: number;
}

export const questionInput = z.object({
  predicate: z.string().trim().min(1, "Name the predicate, for example write.").max(100),
  path: z
    .string()
    .trim()
    .min(1, "Name the path, for example dataos://warehouse:public/orders.")
    .max(2000, "Use at most 2,000 characters."),
});
