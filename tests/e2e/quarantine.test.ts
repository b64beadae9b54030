import { ConsoleApi } from "./support/api";
import { sourcePassword } from "./support/planted";
import { postgresDestination, postgresSource, testServer, type TestServer } from "./support/postgres";
import { openSection } from "./support/steps";
import { expect, test } from "./support/test";

test.describe("The quarantine", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(`
      CREATE TABLE parcels (id int PRIMARY KEY, weight numeric);
      INSERT INTO parcels SELECT n, n FROM generate_series(1, 10) n`);
  });
  test.afterAll(async () => server?.drop());

  test("rows that cannot be written are seen with their reasons, replayed once the cause is mended, or discarded", async ({
    owner,
    request,
    facts,
  }, info) => {
    const page = owner;
    const api = await ConsoleApi.open(request, facts);
    const connectionId = await connect(api, server);
    expect(await api.sync(connectionId)).toBe("succeeded");
    await server.destination.query("ALTER TABLE public.parcels ADD CONSTRAINT light CHECK (weight < 1000)");
    await server.source.query("INSERT INTO parcels VALUES (500, 5000), (501, 6000), (502, 7000)");
    expect(await api.sync(connectionId)).toBe("succeeded");

    const streams = page.getByRole("table", { name: "Streams with rows that wait" });
    await test.step("the page shows how many wait, and why, and their values", async () => {
      await openSection(page, "Quarantine");
      await expect(page.getByRole("link", { name: "Parcels" })).toBeVisible();
      await expect(page.getByText(/^3 rows of 1 stream/)).toBeVisible();
      await expect(streams).toContainText("light");
      await page.getByRole("button", { name: "Rows of public.parcels" }).click();
      const rows = page.getByRole("table", { name: "Rows of public.parcels that wait" });
      await expect(rows.getByRole("row")).toHaveCount(4);
      await expect(rows).toContainText("weight: 6000");
      await page.screenshot({ path: info.outputPath("quarantine.png"), fullPage: true });
    });

    await test.step("the run that held them back links here", async () => {
      await page.goto(`${facts.url}/connections/${connectionId}`);
      await page.getByRole("link", { name: "Open the run" }).click();
      await page
        .getByRole("table", { name: "What became of the rows" })
        .getByRole("link", { name: "3" })
        .click();
      await expect(page).toHaveURL(/\/quarantine\?connection=.*stream=public\.parcels/);
      await expect(page.getByRole("table", { name: "Rows of public.parcels that wait" })).toBeVisible();
    });

    await test.step("a replay that cannot succeed leaves them, one after the cause is mended writes them", async () => {
      await page.getByRole("button", { name: "Replay all" }).click();
      await expect(
        page.getByText("0 rows written and verified, 3 rows still cannot be written."),
      ).toBeVisible({
        timeout: 60_000,
      });
      await expect(page.getByText(/^3 rows of 1 stream/)).toBeVisible();
      await server.destination.query("ALTER TABLE public.parcels DROP CONSTRAINT light");
      await page.getByRole("button", { name: "Replay public.parcels" }).click();
      await expect(page.getByText("3 rows written and verified.")).toBeVisible({ timeout: 60_000 });
      await expect(page.getByText(/^Nothing waits at /)).toBeVisible();
      expect(
        await server.destination.query("SELECT id FROM public.parcels WHERE id >= 500 ORDER BY id"),
      ).toEqual([{ id: 500 }, { id: 501 }, { id: 502 }]);
    });

    await test.step("what is not wanted is discarded after a look at the exact number", async () => {
      await server.destination.query("ALTER TABLE public.parcels ADD CONSTRAINT known CHECK (id < 600)");
      await server.source.query("INSERT INTO parcels VALUES (600, 1), (601, 1)");
      expect(await api.sync(connectionId)).toBe("succeeded");
      await openSection(page, "Quarantine");
      await page.getByRole("button", { name: "Discard public.parcels" }).click();
      const dialog = page.getByRole("alertdialog");
      await expect(dialog).toContainText("public.parcels");
      await dialog.getByRole("button", { name: "Discard 2 rows" }).click();
      await expect(dialog).toBeHidden();
      await page.reload();
      await expect(page.getByText("No row waits: all that was read was written.")).toBeVisible();
    });
  });
});

async function connect(api: ConsoleApi, server: TestServer): Promise<string> {
  const sourceId = await api.source("Depot", postgresSource(server, sourcePassword));
  const destinationId = await api.destination("Depot copy", postgresDestination(server, sourcePassword));
  const streams = [
    { name: "parcels", namespace: "public", syncMode: "incremental_append", cursorField: ["id"] },
  ];
  return api.connection("Parcels", { sourceId, destinationId }, { configurations: { streams } });
}
