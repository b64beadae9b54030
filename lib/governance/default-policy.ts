import type { Policy } from "./policy-schema";
import { roleTagPrefix } from "./subject";

/**
 * What a new workspace begins with. The migration `default_write_policy` has given it to those that were there before;
 * a workspace that has removed it does not get it again.
 */
export const defaultPolicy: Policy = {
  name: "Owners and editors write everywhere",
  subjects: [`${roleTagPrefix}owner`, `${roleTagPrefix}editor`],
  predicates: ["write"],
  paths: ["**"],
  allow: true,
};
