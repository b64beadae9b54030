import { z } from "zod";
import { roles } from "@/lib/auth/roles";
import { policiesInput, policySchema, questionInput } from "@/lib/governance/policy-schema";
import { idSchema } from "./common";

export const policiesSchema = policiesInput;

export const policyListSchema = z
  .object({
    policies: z.array(policySchema),
    revision: z
      .int()
      .meta({ description: "Rises with every change. Put it back to be told of changes in between." }),
  })
  .meta({ id: "WritePolicyList" });

export const explainQuerySchema = questionInput;

export const explanationSchema = z
  .object({
    predicate: z.string(),
    path: z.string(),
    members: z.array(
      z.object({
        userId: z.uuid(),
        subject: z.string(),
        name: z.string(),
        email: z.string(),
        role: z.enum(roles),
        allow: z.boolean(),
        policy: z.string().nullable().meta({ description: "The one that decided; null: none allows it." }),
        reason: z.string().nullable(),
      }),
    ),
    policies: z
      .array(policySchema)
      .meta({ description: "Those that speak of the predicate and path, whomever they name." }),
  })
  .meta({ id: "PolicyExplanation" });

export const memberParams = z.object({ userId: idSchema });

export const memberTagsSchema = z
  .object({
    userId: z.uuid(),
    subject: z.string(),
    tags: z.array(z.string()).meta({ description: "The member's own." }),
    allTags: z.array(z.string()).meta({ description: "With those that follow from person and role." }),
  })
  .meta({ id: "MemberTagsRead" });
