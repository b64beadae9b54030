/** Everything that a person, an application or the system can do that changes something, as the audit log names it. */
export const auditActions = [
  "account.password_changed",
  "application.created",
  "application.deleted",
  "connection.created",
  "connection.deleted",
  "connection.rewound",
  "connection.rolled_back",
  "connection.updated",
  "destination.created",
  "destination.deleted",
  "destination.updated",
  "quarantine.discarded",
  "run.cancelled",
  "run.held_rows_accepted",
  "run.held_rows_refused",
  "run.requested",
  "run.sample_cleared",
  "source.created",
  "source.deleted",
  "source.updated",
  "workspace.renamed",
] as const;

export type AuditAction = (typeof auditActions)[number];
