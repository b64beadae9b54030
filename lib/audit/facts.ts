import type { Json } from "@/connectors/sdk";

/** What else may be noted of a change. */
export type FactName =
  | "all"
  | "changed"
  | "checkpointId"
  | "connectionId"
  | "connector"
  | "delivered"
  | "destinationId"
  | "email"
  | "expiresAt"
  | "feedId"
  | "from"
  | "generation"
  | "invitation"
  | "keysRevoked"
  | "kind"
  | "muted"
  | "name"
  | "number"
  | "of"
  | "policies"
  | "role"
  | "rows"
  | "sourceId"
  | "status"
  | "stream"
  | "streams"
  | "tags"
  | "title"
  | "to"
  | "unmuted";

export type AuditFacts = Partial<Record<FactName, Json>>;
