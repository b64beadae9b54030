import type { Page } from "@playwright/test";
import { testServer, type TestServer } from "./support/postgres";
import { sourcePassword, wrongPassword } from "./support/planted";
import { expect, test } from "./support/test";
import { choose, expectVerified, openSection, setUpConnection, field, unfold } from "./support/steps";

const seed = `
  CREATE TABLE orders (id int PRIMARY KEY, note text, total numeric(10,2), updated_at timestamptz NOT NULL);
  INSERT INTO orders SELECT i, 'order ' || i, i * 1.25, timestamptz '2026-01-01' + i * interval '1 minute'
    FROM generate_series(1, 500) AS i;
  CREATE TABLE countries (code text PRIMARY KEY, name text);
  INSERT INTO countries VALUES ('de', 'Deutschland'), ('is', 'Ísland'), ('jp', '日本');
`;
const change = `
  UPDATE orders SET note = 'changed', updated_at = timestamptz '2026-03-01' WHERE id <= 10;
  INSERT INTO orders VALUES (501, 'new', 1.00, timestamptz '2026-03-02');
  DELETE FROM countries WHERE code = 'jp';
`;
const orders = "SELECT id, note, total::text, updated_at::text FROM orders ORDER BY id";
const countries = "SELECT code, name FROM countries ORDER BY code";

test.describe("Postgres to Postgres", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(seed);
  });
  test.afterAll(async () => server?.drop());

  test("S3, S5, S6, S7, S10, S11, S12, S15, S16: two streams in different modes, seen where they were to go", async ({
    owner,
  }) => {
    const page = owner;
    await test.step("a source with wrong credentials says so, with the right ones it is set up", async () => {
      await openSection(page, "Sources");
      await page.getByRole("link", { name: "New source" }).first().click();
      await choose(page, "Source type", /PostgreSQL/);
      await field(page, "Name").fill("Shop");
      await fillServer(page, { database: "Database Name", user: "Username" }, server, server.source.name);
      if (server.checksPasswords) await field(page, "Password").fill(wrongPassword);
      else await field(page, "Username").fill("nobody_known_here");
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByText("failed after")).toBeVisible();
      const reason = page.getByRole("alert").filter({ hasText: /password|role|user/i });
      await expect(reason.first()).toBeVisible();
      await field(page, "Username").fill(server.user);
      await field(page, "Password").fill(sourcePassword);
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Shop" })).toBeVisible();
      await expect(page.getByRole("table", { name: "Streams" })).toContainText("orders");
    });

    await test.step("a destination is added and both are connected", async () => {
      await page.getByRole("link", { name: "Add destination" }).click();
      await expect(page.getByText("It can be read")).toBeVisible();
      const another = page.getByRole("radio", { name: "A new destination" });
      await expect(another.or(page.getByRole("combobox", { name: "Destination type" }))).toBeVisible();
      if (await another.isVisible()) await another.click();
      await choose(page, "Destination type", /PostgreSQL/);
      await field(page, "Name").fill("Shop copy");
      await fillServer(page, { database: "DB Name", user: "User" }, server, server.destination.name);
      await field(page, "Password").fill(sourcePassword);
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "New connection" })).toBeVisible();
      await choose(page, "Sync mode of countries", "Full refresh | Overwrite");
      await choose(page, "Sync mode of orders", "Incremental | Deduped");
      await choose(page, "Cursor field of orders", "updated_at");
      await setUpConnection(page);
    });

    await test.step("the first sync is proven and the rows are the source's", async () => {
      await expectVerified(page, 1, { "public.orders": 500, "public.countries": 3 });
      expect(await server.destination.query(orders)).toEqual(await server.source.query(orders));
      expect(await server.destination.query(countries)).toEqual(await server.source.query(countries));
    });

    await test.step("the rows are seen in the destination, under the schema that was named", async () => {
      const connection = page.url();
      await page.getByRole("link", { name: "Data", exact: true }).click();
      await choose(page, "Stream", "public.orders");
      const table = page.getByRole("table", { name: /^Rows of .*orders/ });
      await expect(table).toContainText("order 1");
      await page.goto(connection);
    });

    await test.step("the second sync brings the changes", async () => {
      await server.source.query(change);
      await page.getByRole("button", { name: "Sync now" }).click();
      await expectVerified(page, 2, { "public.countries": 2 });
      expect(await server.destination.query(orders)).toEqual(await server.source.query(orders));
      expect(await server.destination.query(countries)).toEqual(await server.source.query(countries));
    });
  });
});

async function fillServer(
  page: Page,
  labels: { database: string; user: string },
  server: TestServer,
  database: string,
): Promise<void> {
  await unfold(page);
  await field(page, "Host").fill(server.host);
  await field(page, "Port").fill(server.port);
  await field(page, labels.database).fill(database);
  await field(page, labels.user).fill(server.user);
}
