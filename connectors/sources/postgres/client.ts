import type { Context } from "@/connectors/sdk";
import { type Opening, PgSession } from "@/connectors/sdk/postgres/session";
import { connectionSettings, type PostgresSourceConfig } from "./config";

/**
 * A session in a transaction that sees one instant and can change nothing, with the answers to what is asked first.
 * Whoever opens it closes it.
 */
export async function openSnapshot<Answers extends unknown[] = []>(
  config: PostgresSourceConfig,
  ctx: Context,
  opening?: Opening<Answers>,
): Promise<{ session: PgSession; answers: Answers }> {
  const settings = connectionSettings(config);
  const applicationName = settings.params.applicationName ?? "sluice";
  const session = await PgSession.open(settings, { ctx, applicationName });
  try {
    return { session, answers: await session.begin("read snapshot", opening) };
  } catch (error) {
    await session.close();
    throw error;
  }
}

export async function withSnapshot<Result>(
  config: PostgresSourceConfig,
  ctx: Context,
  work: (session: PgSession) => Promise<Result>,
): Promise<Result> {
  const { session } = await openSnapshot(config, ctx);
  try {
    const result = await work(session);
    await session.commit();
    return result;
  } finally {
    await session.close();
  }
}
