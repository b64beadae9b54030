import type { JsonObject } from "@/connectors/sdk";
import { InvalidInputError } from "@/lib/errors";
import { switchRefusal } from "@/lib/governance/required-switch";
import { writeAuthenticationOf } from "@/lib/governance/write-authentication";
import type { Scope } from "@/lib/workspaces/scope";
import { getWorkspace } from "@/lib/workspaces/service";

/** InvalidInputError where the workspace wants a decision about every write, and this whole configuration asks nobody. */
export async function requireDecision(scope: Scope, whole: JsonObject): Promise<void> {
  if (writeAuthenticationOf(whole).type !== "none") return;
  const { requiresWriteAuthentication } = await getWorkspace(scope);
  if (!requiresWriteAuthentication) return;
  throw new InvalidInputError(switchRefusal, [
    { path: ["config", "write_authentication", "type"], message: switchRefusal },
  ]);
}
