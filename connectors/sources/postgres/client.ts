import type { Context } from "@/connectors/sdk";
import { PgSession } from "@/connectors/sdk/postgres/session";
import { connectionSettings, type PostgresSourceConfig } from "./config";

/** A session in a transaction that sees one instant and can change nothing. Whoever opens it closes it. */
export async function openSnapshot(config: PostgresSourceConfig, ctx: Context): Promise<PgSession> {
  const settings = connectionSettings(config);
  const applicationName = settings.params.applicationName ?? "sluice";
  const session = await PgSession.open(settings, { ctx, applicationName });
  try {
    await session.begin("read snapshot");
    return session;
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
  const session = await openSnapshot(config, ctx);
  try {
    const result = await work(session);
    await session.commit();
    return result;
  } finally {
    await session.close();
  }
}
