import type { Actor } from "@/lib/workspaces/scope";
import type { AuditAction } from "./actions";
import type { AuditFacts } from "./facts";

/** What is known of one change, as lists show it. */
export interface AuditLine {
  id: string;
  at: Date;
  actor: Actor;
  /** The person's (also one who has left) or application's name as it is now; null where it is gone, and for the system. */
  actorName: string | null;
  action: AuditAction;
  subject: string;
  facts: AuditFacts;
}
