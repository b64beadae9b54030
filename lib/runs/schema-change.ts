import { ConfigError } from "@/connectors/sdk";
import type { CatalogDiff } from "@/lib/catalog/diff";
import type { Reconciled } from "@/lib/catalog/reconcile";
import { db, type Prisma } from "@/lib/db";

type Stopped = Exclude<Reconciled, { verdict: "go" }>;

/** The source's schema is another than before, and a person must decide what becomes of that. */
export class SchemaChangedError extends ConfigError {
  readonly diff: CatalogDiff;
  readonly reasons: string[];
  readonly needsApproval: boolean;

  constructor({ verdict, diff, reasons }: Stopped) {
    const advice =
      verdict === "pause"
        ? "The connection is paused until the change is approved."
        : "Mend the source, or change the connection's contract on columns and types.";
    super(`The source's schema has changed. ${reasons.join(" ")} ${advice}`);
    this.diff = diff;
    this.reasons = reasons;
    this.needsApproval = verdict === "pause";
  }
}

/** Pauses the run's connection and keeps the difference, for whoever approves it. May run twice. */
export async function holdForApproval(runId: string, error: SchemaChangedError): Promise<void> {
  if (!error.needsApproval) return;
  const { connectionId } = await db().run.findUniqueOrThrow({
    where: { id: runId },
    select: { connectionId: true },
  });
  await db().connection.updateMany({
    where: { id: connectionId },
    data: {
      status: "inactive",
      nextDueAt: null,
      pendingChange: { diff: error.diff, message: error.message } as unknown as Prisma.InputJsonObject,
    },
  });
}
