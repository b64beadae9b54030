import type { Role } from "@/lib/auth/roles";

/** Who acts. A system actor is a durable function or the launcher; `keyId` names the API key that a user came by. */
export type Actor =
  | { kind: "user"; id: string; role: Role; keyId?: string }
  | { kind: "application"; id: string }
  | { kind: "system"; part: string };

/**
 * The first argument of every service function. The workspace comes from the session or the token, never from
 * input; every query carries it, and what belongs to another workspace looks as if it did not exist.
 */
export interface Scope {
  workspaceId: string;
  actor: Actor;
}
