import { ConsoleApi } from "./support/api";
import { postgresDestination, postgresSource, testServer, type TestServer } from "./support/postgres";
import { sourcePassword } from "./support/planted";
import { expectVerified } from "./support/steps";
import { expect, test } from "./support/test";

const seed = `
  CREATE TABLE orders (id int PRIMARY KEY, total numeric(10,2));
  INSERT INTO orders SELECT i, i * 1.25 FROM generate_series(1, 50) AS i;
`;

test.describe("a source whose schema changes", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(seed);
  });
  test.afterAll(async () => server?.drop());

  test("pauses the connection, shows the difference, and is loaded once it is approved", async ({
    owner,
    facts,
    request,
  }, info) => {
    const page = owner;
    const api = await ConsoleApi.open(request, facts);
    const sourceId = await api.source("Changing shop", postgresSource(server, sourcePassword));
    const destinationId = await api.destination("Changing copy", postgresDestination(server, sourcePassword));
    const ends = { sourceId, destinationId };
    const policies = { policies: { schemaChanges: "pause" } };
    const id = await api.connection("Changing shop", ends, policies);
    await page.goto(`${facts.url}/connections/${id}`);
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVerified(page, 1, { "public.orders": 50 });

    await server.source.query("ALTER TABLE orders ADD COLUMN note text DEFAULT 'late'");
    await page.getByRole("button", { name: "Sync now" }).click();
    const card = page.getByRole("alert").filter({ hasText: "schema has changed" });
    await expect(card).toBeVisible({ timeout: 60_000 });
    await expect(card).toContainText("public.orders.note");
    await expect(card).toContainText("a new column (string)");
    await expect(page.getByRole("button", { name: "Sync now" })).toBeDisabled();
    await page.screenshot({ path: info.outputPath("pending.png"), fullPage: true });

    await card.getByRole("button", { name: "Approve the change" }).click();
    await expect(card).toBeHidden();
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVerified(page, 3, { "public.orders": 50 });
    expect(await server.destination.query("SELECT DISTINCT note FROM orders")).toEqual([{ note: "late" }]);

    await server.source.query("ALTER TABLE orders ADD COLUMN extra int");
    await page.getByRole("button", { name: "Sync now" }).click();
    await expect(card).toContainText("public.orders.extra", { timeout: 60_000 });
    await card.getByRole("button", { name: "Leave new fields out" }).click();
    await expect(card).toBeHidden();
    await page.getByRole("button", { name: "Sync now" }).click();
    await expectVerified(page, 5, { "public.orders": 50 });
    const [row] = (await server.destination.query("SELECT * FROM orders LIMIT 1")) as object[];
    expect(Object.keys(row ?? {})).not.toContain("extra");
  });
});
