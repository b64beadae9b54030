import type { RowsBatch, StreamPlan, WriteResult } from "@/connectors/sdk";
import { refusalOf } from "@/connectors/sdk/postgres/errors";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import type { Refusal } from "@/connectors/sdk/quarantine/refusal";
import { partOf, quarantinedRow, siftRows } from "@/connectors/sdk/quarantine/sift";
import { stageName } from "./layout";

export interface CarefulWriting {
  session: PgSession;
  plan: StreamPlan;
  doing: string;
  /** Writes rows by a COPY of their own, to its end. */
  write(part: RowsBatch): Promise<WriteResult>;
  /** The COPY under way was refused, and is over. */
  forget(): void;
}

/**
 * A COPY takes all of its rows or none: each is tried behind a savepoint, and again in halves where it is refused, until
 * the refused rows are known. In the open transaction, with no COPY under way.
 */
export async function writeCarefully(batch: RowsBatch, writing: CarefulWriting): Promise<WriteResult> {
  const result: WriteResult = { written: 0, changed: 0, quarantined: [] };
  const refused = await siftRows(batch.rows.length, async (from, to) => {
    const taken = await attempt(partOf(batch, from, to), writing);
    if ("refusal" in taken) return taken.refusal;
    result.written += taken.written;
    result.changed += taken.changed;
    result.quarantined.push(...taken.quarantined);
    return null;
  });
  const { plan } = writing;
  const stage = stageName(plan).name;
  result.quarantined.push(...refused.map((row) => quarantinedRow({ plan, stage }, batch, row)));
  return result;
}

async function attempt(
  part: RowsBatch,
  { session, doing, write, forget }: CarefulWriting,
): Promise<WriteResult | { refusal: Refusal }> {
  await session.run(doing, "SAVEPOINT sluice_rows");
  try {
    const result = await write(part);
    await session.run(doing, "RELEASE SAVEPOINT sluice_rows");
    return result;
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    forget();
    await session.run(doing, "ROLLBACK TO SAVEPOINT sluice_rows");
    return { refusal };
  }
}
