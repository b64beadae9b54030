import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { IdleResource, IdleResources } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { PgSession } from "./session";
import type { ConnectionSettings } from "./settings";

class Shelf implements IdleResources {
  readonly left: [string, IdleResource][] = [];

  take(key: string): IdleResource | undefined {
    const at = this.left.findIndex(([name]) => name === key);
    return at < 0 ? undefined : this.left.splice(at, 1)[0]?.[1];
  }

  leave(key: string, resource: IdleResource): void {
    this.left.push([key, resource]);
  }
}

describeWithPostgres("a connection that is left for the next session", () => {
  let database: TestDatabase;
  let settings: ConnectionSettings;
  let context: TestContext;
  let shelf: Shelf;
  beforeAll(async () => {
    database = await createTestDatabase("pgidle");
    const { hostname, port, pathname, username } = new URL(database.url);
    settings = {
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      username,
      password: "",
      sslMode: { mode: "prefer" },
      params: { settings: {}, ignored: [] },
    };
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    shelf = new Shelf();
    context = await createTestContext({ idle: shelf });
  });
  afterEach(async () => {
    for (const [, resource] of shelf.left) await resource.close();
    await context.dispose();
  });

  const open = (applicationName = "sluice test", more: Partial<ConnectionSettings> = {}) =>
    PgSession.open({ ...settings, ...more }, { ctx: context, applicationName });
  const inside = async <Result>(session: PgSession, sql: string) => {
    await session.begin("write");
    const [row] = await session.query<{ value: Result }>("Testing", `SELECT ${sql} AS value`);
    await session.commit();
    return row?.value;
  };
  const pidOf = (session: PgSession) => inside<number>(session, "pg_backend_pid()");

  it("is the same one, under the next session's name, with nothing of the last one's settings", async () => {
    const first = await open("first");
    const pid = await pidOf(first);
    await first.begin("write");
    await first.run("Testing", "SET LOCAL work_mem = '123kB'");
    await first.commit();
    await first.close();
    const second = await open("second");
    expect(await pidOf(second)).toBe(pid);
    expect(await inside(second, "current_setting('application_name')")).toBe("second");
    expect(await inside(second, "current_setting('work_mem')")).not.toBe("123kB");
    await second.close();
  });

  it("is nobody else's: two at once are two, and closing twice leaves one", async () => {
    const first = await open();
    const second = await open();
    expect(await pidOf(first)).not.toBe(await pidOf(second));
    await first.close();
    await first.close();
    await second.close();
    const third = await open();
    const fourth = await open();
    expect(await pidOf(third)).not.toBe(await pidOf(fourth));
    await third.close();
    await fourth.close();
  });

  it("is not left in the middle of a transaction, whose rows are gone", async () => {
    const first = await open();
    await first.begin("write");
    await first.run("Testing", "CREATE TABLE public.half (id int)");
    await first.close();
    expect(shelf.left.filter(([name]) => !name.endsWith(":tls"))).toEqual([]);
    await expect
      .poll(() => database.query("SELECT to_regclass('public.half')::text AS found"))
      .toEqual([{ found: null }]);
  });

  it("is passed over where the server has dropped it meanwhile", async () => {
    const first = await open();
    const pid = await pidOf(first);
    await first.close();
    await database.query("SELECT pg_terminate_backend($1)", [pid]);
    await expect.poll(() => database.query("SELECT FROM pg_stat_activity WHERE pid = $1", [pid])).toEqual([]);
    const [, left] = shelf.left.find(([name]) => !name.endsWith(":tls")) ?? [];
    await expect.poll(() => (left as unknown as { isLost: boolean }).isLost).toBe(true);
    const second = await open();
    expect(await pidOf(second)).not.toBe(pid);
    await second.close();
  });

  it("is another one for another user, database or password", async () => {
    await (await open()).close();
    const before = shelf.left.length;
    const other = await open("sluice test", { password: "other" });
    expect(shelf.left.length).toBeGreaterThanOrEqual(before);
    await other.close();
    const keys = shelf.left.map(([key]) => key).filter((key) => !key.endsWith(":tls"));
    expect(new Set(keys).size).toBe(2);
    expect(keys.join()).not.toContain("other");
  });

  it("is closed where nobody keeps anything", async () => {
    const alone = await createTestContext();
    const session = await PgSession.open(settings, { ctx: alone, applicationName: "sluice alone" });
    await session.close();
    await expect
      .poll(() => database.query("SELECT FROM pg_stat_activity WHERE application_name = 'sluice alone'"))
      .toEqual([]);
    await alone.dispose();
  });
});
