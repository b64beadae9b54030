import { route } from "@/lib/api/route";
import { explainPath } from "@/lib/governance/explain";
import { getMember, memberTagsInput, setMemberTags, type MemberView } from "@/lib/governance/members";
import { readPolicies, replacePolicies } from "@/lib/governance/policies";
import {
  explainQuerySchema,
  explanationSchema,
  memberParams,
  memberTagsSchema,
  policiesSchema,
  policyListSchema,
} from "../wire/governance";

const tags = ["Governance"];
const auth = "caller";
const role = "admin";

export const getPolicies = route({
  summary:
    "The write policies, in their order; deny wins, and what no policy allows is refused (beyond Airbyte's API)",
  operationId: "getPolicies",
  tags,
  auth,
  response: policyListSchema,
  run: (scope) => readPolicies(scope),
});

export const putPolicies = route({
  summary: "Replace all write policies (beyond Airbyte's API)",
  operationId: "putPolicies",
  tags,
  auth,
  role,
  body: policiesSchema,
  response: policyListSchema,
  run: (scope, { body }) => replacePolicies(scope, body),
});

export const explainPolicies = route({
  summary: "Who may do something on a path, and by which policy (beyond Airbyte's API)",
  operationId: "explainPolicies",
  tags,
  auth,
  query: explainQuerySchema,
  response: explanationSchema,
  run: async (scope, { query }) => {
    const { members, policies } = await explainPath(scope, query);
    return {
      ...query,
      members: members.map(({ subject, ...rest }) => ({ ...rest, subject: subject.id })),
      policies,
    };
  },
});

export const getMemberTags = route({
  summary: "The tags that policies may name a member by (beyond Airbyte's API)",
  operationId: "getMemberTags",
  tags,
  auth,
  role,
  params: memberParams,
  response: memberTagsSchema,
  run: async (scope, { params: { userId } }) => toApiTags(await getMember(scope, userId)),
});

export const putMemberTags = route({
  summary: "Replace a member's own tags (beyond Airbyte's API)",
  operationId: "putMemberTags",
  tags,
  auth,
  role,
  params: memberParams,
  body: memberTagsInput,
  response: memberTagsSchema,
  run: async (scope, { params: { userId }, body }) => toApiTags(await setMemberTags(scope, userId, body)),
});

function toApiTags({ userId, tags: own, subject }: MemberView) {
  return { userId, subject: subject.id, tags: own, allTags: subject.tags };
}
