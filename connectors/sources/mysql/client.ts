import type { Context } from "@/connectors/sdk";
import { MySqlSession } from "@/connectors/sdk/mysql/session";
import { connectionSettings, type MySqlSourceConfig } from "./config";

/** A session in a transaction that sees one instant and can change nothing. Whoever opens it closes it. */
export async function openSnapshot(config: MySqlSourceConfig, ctx: Context): Promise<MySqlSession> {
  const session = await MySqlSession.open(connectionSettings(config), ctx);
  try {
    await session.begin("read snapshot");
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

export async function withSnapshot<Result>(
  config: MySqlSourceConfig,
  ctx: Context,
  work: (session: MySqlSession) => Promise<Result>,
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
