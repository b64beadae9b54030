import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { configOf as destinationConfigOf, readRows } from "@/connectors/destinations/mysql/testing";
import { mysqlDestination } from "@/connectors/destinations/mysql";
import { mysqlSource } from "@/connectors/sources/mysql";
import { configOf as sourceConfigOf } from "@/connectors/sources/mysql/testing";
import { freePort } from "@/tests/support/free-port";
import { createMySqlDatabase, type MySqlTestDatabase } from "@/tests/support/mysql";
import { describeMySqlWithSshd, makeSshKey, Sshd, type SshKey } from "@/tests/support/sshd";
import { AuthError, TransientError } from "../errors";
import type { SshMethod } from "../network/tunnel-config";
import { checkpointOf, createTestContext, planFeed, planStream, type TestContext } from "../testing";
import { MySqlSession } from "./session";
import type { ConnectionSettings } from "./settings";

describeMySqlWithSshd("MySQL through an SSH tunnel", () => {
  let key: SshKey;
  let sshd: Sshd;
  let database: MySqlTestDatabase;
  let ctx: TestContext;
  beforeAll(async () => {
    key = makeSshKey();
    sshd = await Sshd.start([key]);
    database = await createMySqlDatabase("tunnel");
  });
  afterAll(async () => {
    await database.drop();
    await sshd.stop();
  });
  beforeEach(async () => {
    ctx = await createTestContext();
  });
  afterEach(() => ctx.dispose());

  const byKey = (more: Partial<Extract<SshMethod, { tunnel_method: "SSH_KEY_AUTH" }>> = {}): SshMethod => ({
    tunnel_method: "SSH_KEY_AUTH",
    tunnel_host: "127.0.0.1",
    tunnel_port: sshd.port,
    tunnel_user: sshd.user,
    ssh_key: key.private,
    ...more,
  });
  const open = (more: Partial<ConnectionSettings> = {}): Promise<MySqlSession> => {
    const url = new URL(database.url);
    const settings: ConnectionSettings = {
      host: url.hostname,
      port: Number(url.port || 3306),
      database: database.name,
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      sslMode: { mode: "preferred" },
      params: { tinyInt1IsBit: true, settings: {}, ignored: [] },
      tunnel: byKey(),
      grant: "",
      ...more,
    };
    return MySqlSession.open(settings, ctx);
  };
  const loginsToEnd = async () => {
    while (sshd.logins() > 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const isSleeping = async () =>
    (
      await database.query(
        `SELECT 1 FROM information_schema.PROCESSLIST WHERE DB = '${database.name}' AND INFO = 'SELECT SLEEP(600)'`,
      )
    ).length > 0;

  it("works with a key, says which host key it has not checked, and leaves no login behind", async () => {
    const session = await open();
    expect(await session.query("Asking", "SELECT 1 AS one")).toEqual([{ one: "1" }]);
    await session.close();
    expect(ctx.lines.map(({ message }) => message).join()).toContain(sshd.fingerprint);
    await loginsToEnd();
  });

  it("carries what a destination writes, and what a source reads", async () => {
    const tunnel_method = byKey({ host_key_fingerprint: sshd.fingerprint });
    const config = destinationConfigOf(database.url, { tunnel_method });
    await mysqlDestination.check(config, ctx);
    const plan = planStream({ connectionId: "c", name: "orders", namespace: database.name });
    const feed = planFeed(plan, 1);
    const many = Array.from({ length: 20_000 }, (_, id) => [id, "x".repeat(100), 1]);
    const writer = await mysqlDestination.open(config, feed, ctx);
    await writer.write(0, { encoding: "rows", rows: many, bytes: 1 });
    await writer.commit(checkpointOf(feed, 1, many.length, true));
    await writer.close();
    expect(await mysqlDestination.finish(config, plan, ctx)).toEqual({ rows: 20_000, superseded: 0 });
    expect(await readRows(database, plan.table)).toHaveLength(20_000);

    const source = sourceConfigOf(database.url, { tunnel_method });
    await mysqlSource.check(source, ctx);
    const streams = await mysqlSource.discover(source, ctx);
    expect(streams.map(({ name }) => name)).toContain("orders");
    expect(ctx.lines.filter(({ message }) => message.includes("SSH"))).toEqual([]);
    await loginsToEnd();
  });

  it("ends with the signal: the database's statement is ended, and nothing stays behind", async () => {
    const session = await open();
    const waiting = session.query("Waiting", "SELECT SLEEP(600)");
    const refused = expect(waiting).rejects.toThrow("stopped");
    while (!(await isSleeping()));
    ctx.abort(new Error("stopped"));
    await refused;
    await session.close();
    while (await isSleeping());
    await loginsToEnd();
  });

  it("that is lost is an error that is tried again", async () => {
    const session = await open();
    const waiting = session.query("Waiting", "SELECT SLEEP(600)");
    const refused = expect(waiting).rejects.toBeInstanceOf(TransientError);
    while (!(await isSleeping()));
    sshd.endLogins();
    await refused;
    await session.close();
    for (const { id } of await database.query(
      `SELECT ID AS id FROM information_schema.PROCESSLIST WHERE DB = '${database.name}' AND INFO = 'SELECT SLEEP(600)'`,
    ))
      await database.query(`KILL ${id ?? 0}`);
  });

  it("refuses a key that is not let in, by the field to mend", async () => {
    const error: unknown = await open({ tunnel: byKey({ ssh_key: makeSshKey().private }) }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(AuthError);
    expect(error).toMatchObject({ field: ["tunnel_method", "ssh_key"] });
  });

  it("refuses a database that the SSH server cannot reach", async () => {
    await expect(open({ port: await freePort() })).rejects.toThrow(/opens no way to/);
    await loginsToEnd();
  });
});
