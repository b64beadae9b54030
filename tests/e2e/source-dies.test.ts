import { TcpProxy } from "../support/tcp-proxy";
import { ConsoleApi } from "./support/api";
import { photograph } from "./support/looks";
import { sourcePassword } from "./support/planted";
import { postgresDestination, postgresSource, testServer, type TestServer } from "./support/postgres";
import { expect, test } from "./support/test";

const rowCount = 6_000;
const seed = `
  CREATE TABLE parcels (id int PRIMARY KEY, note text);
  INSERT INTO parcels SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, ${rowCount}) AS i;
`;
const ids = "SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM public.parcels";

test.describe("a source that dies in the middle of a sync", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  let proxy: TcpProxy;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(seed);
    proxy = await TcpProxy.start(process.env.SLUICE_TEST_POSTGRES_URL ?? "");
  });
  test.afterAll(async () => {
    await proxy?.stop();
    await server?.drop();
  });

  test("is waited for while it may come back; when it refuses for good the card says what, why and what to do, and the next sync goes on from there", async ({
    owner: page,
    request,
    facts,
  }, info) => {
    const api = await ConsoleApi.open(request, facts);
    const { hostname: host, port } = proxy.urlOf("postgres://nobody@nowhere");
    const sourceId = await api.source("Depot", postgresSource(server, sourcePassword, { host, port }));
    const destinationId = await api.destination("Depot copy", postgresDestination(server, sourcePassword));
    const streams = [
      { name: "parcels", namespace: "public", syncMode: "incremental_append", cursorField: ["id"] },
    ];
    const id = await api.connection("Parcels", { sourceId, destinationId }, { configurations: { streams } });
    const log = page.getByRole("log");
    const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
    await page.goto(`${facts.url}/connections/${id}`);

    await test.step("cut off, it is tried again, and the log says so", async () => {
      proxy.throttle(400_000);
      await page.getByRole("button", { name: "Sync now" }).click();
      await expect.poll(async () => (await count(server)) > 0, { timeout: 60_000 }).toBe(true);
      proxy.refuse();
      proxy.cut();
      await expect(log).toContainText("Tried again", { timeout: 60_000 });
      await expect(runs.nth(1)).toContainText("Running");
    });

    const committed = await test.step("refused for good, the run is red", async () => {
      await server.openSource(false);
      await proxy.accept();
      await expect(runs.nth(1)).toContainText("Failed", { timeout: 90_000 });
      return count(server);
    });
    expect(committed).toBeGreaterThan(0);
    expect(committed).toBeLessThan(rowCount);

    const card = page.getByRole("alert").filter({ hasText: server.user });
    await test.step("the card says what failed and why, where, and what to do", async () => {
      await expect(card).toContainText(server.source.name);
      await expect(card).toContainText("public.parcels");
      await expect(card).toContainText("Mend the credentials");
      await expect(card).toContainText("What was committed before stays.");
      await photograph(page, info, "failed");
      await card.getByRole("link", { name: "Source settings" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Depot" })).toBeVisible();
      await page.goBack();
      await page.getByRole("table", { name: "Runs" }).getByRole("link").first().click();
      await expect(page.getByRole("alert").filter({ hasText: server.user })).toBeVisible();
      await photograph(page, info, "failed-run");
      await page.goBack();
    });

    await test.step("once it is mended, the next sync reads only the rest", async () => {
      await server.openSource(true);
      proxy.throttle(Infinity);
      await card.getByRole("button", { name: "Sync again" }).click();
      await expect(runs).toHaveCount(3);
      await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 90_000 });
      await expect(runs.nth(1)).toContainText((rowCount - committed).toLocaleString("en-US"));
      expect(await server.destination.query(ids)).toEqual([{ rows: rowCount, ids: rowCount }]);
    });
  });
});

/** Rows that are committed; the table is made with the first of them. */
async function count(server: TestServer): Promise<number> {
  const [known] = await server.destination.query("SELECT to_regclass('public.parcels') IS NOT NULL AS known");
  if (!(known as { known: boolean }).known) return 0;
  const [found] = await server.destination.query(ids);
  return (found as { rows: number }).rows;
}
