import { db } from "@/lib/db";
import { secretKeys, type SecretKeys } from "./key";
import { openSecrets, sealingKeyId, sealSecrets, SecretsUnreadableError } from "./seal";

export interface Resealed {
  resealed: number;
  /** What neither key opens: it stays as it was, and the message says why. */
  unreadable: { kind: SealedKind; id: string; message: string }[];
}

type SealedKind = "source" | "destination" | "connection" | "channel";

interface SealedRow {
  id: string;
  workspaceId: string;
  sealedSecrets: Uint8Array<ArrayBuffer> | null;
  /** Where the row has one; sealing anew is no change. */
  updatedAt?: Date;
}

interface SealedChange {
  where: Omit<SealedRow, "updatedAt">;
  data: Pick<SealedRow, "sealedSecrets" | "updatedAt">;
}

const columns = { id: true, workspaceId: true, sealedSecrets: true, updatedAt: true } as const;

/**
 * Seals with the current key what another key has sealed; called at every start and by the command `rotate-key`. May run twice
 * and beside a console at work: a row that changes meanwhile keeps its change. Afterwards, with nothing unreadable,
 * the previous key is no longer needed.
 */
export async function resealAll(keys: SecretKeys = secretKeys()): Promise<Resealed> {
  const where = { sealedSecrets: { not: null } };
  const result: Resealed = { resealed: 0, unreadable: [] };
  for (const row of await db().source.findMany({ where, select: columns })) {
    await resealRow("source", row, keys, result);
  }
  for (const row of await db().destination.findMany({ where, select: columns })) {
    await resealRow("destination", row, keys, result);
  }
  for (const row of await db().connection.findMany({ where, select: columns })) {
    await resealRow("connection", row, keys, result);
  }
  const { updatedAt: _, ...ofChannel } = columns;
  for (const row of await db().notificationChannel.findMany({ where, select: ofChannel })) {
    await resealRow("channel", row, keys, result);
  }
  return result;
}

async function resealRow(
  kind: SealedKind,
  row: SealedRow,
  keys: SecretKeys,
  result: Resealed,
): Promise<void> {
  const { id, workspaceId, sealedSecrets, updatedAt } = row;
  if (!sealedSecrets || sealingKeyId(sealedSecrets) === keys.current.id) return;
  try {
    const context = { workspaceId, entityId: id };
    const sealed = sealSecrets(context, openSecrets(context, sealedSecrets, keys), keys);
    const change = {
      where: { id, workspaceId, sealedSecrets },
      data: { sealedSecrets: sealed, ...(updatedAt === undefined ? {} : { updatedAt }) },
    };
    const { count } = await updateRow(kind, change);
    result.resealed += count;
  } catch (error) {
    if (!(error instanceof SecretsUnreadableError)) throw error;
    result.unreadable.push({ kind, id, message: error.message });
  }
}

function updateRow(kind: SealedKind, change: SealedChange) {
  switch (kind) {
    case "source":
      return db().source.updateMany(change);
    case "destination":
      return db().destination.updateMany(change);
    case "connection":
      return db().connection.updateMany(change);
    case "channel":
      return db().notificationChannel.updateMany({
        where: change.where,
        data: { sealedSecrets: change.data.sealedSecrets },
      });
  }
}
