import type { Page } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { testBucket, type JourneyBucket } from "./support/bucket";
import { limitByDate } from "./support/dates-chapter";
import { photograph } from "./support/looks";
import { sourcePassword } from "./support/planted";
import { writePulsarWithKey } from "./support/pulsar-chapter";
import { testServer, type TestServer } from "./support/postgres";
import { expect, signIn, test } from "./support/test";
import {
  beginDestination,
  choose,
  confirmDelete,
  confirmPlan,
  expectVerified,
  field,
  fillPostgres,
  fillWrongLogin,
  openOwnSettings,
  openSection,
  pickByKeys,
  unfold,
} from "./support/steps";

const seed = `
  CREATE SCHEMA shop;
  CREATE TABLE shop.orders (id int PRIMARY KEY, note text, total numeric(10,2), updated_at timestamptz NOT NULL);
  INSERT INTO shop.orders SELECT i, 'order ' || i, i * 1.25, timestamptz '2026-01-01' + i * interval '1 minute'
    FROM generate_series(1, 500) AS i;
  CREATE TABLE shop.countries (code text PRIMARY KEY, name text);
  INSERT INTO shop.countries VALUES ('de', 'Deutschland'), ('is', 'Ísland'), ('jp', '日本');
  CREATE SCHEMA archive;
  CREATE TABLE archive.ledger (id int PRIMARY KEY);
`;
const change = `
  UPDATE shop.orders SET note = 'changed', updated_at = timestamptz '2026-03-01' WHERE id <= 10;
  INSERT INTO shop.orders VALUES (501, 'new', 1.00, timestamptz '2026-03-02');
  DELETE FROM shop.countries WHERE code = 'jp';
`;
const ordersOf = (table: string) =>
  `SELECT id, note, total::text, updated_at::text FROM ${table} ORDER BY id`;
const countriesOf = (table: string) => `SELECT code, name FROM ${table} ORDER BY code`;

const pulsarHome = process.env.SLUICE_TEST_PULSAR_HOME;

/** What the page of 2022 tells, in its order; each chapter goes on with what the one before has set up. */
test.describe.serial("The story of the original page", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  let connection = "";
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(seed);
  });
  test.afterAll(async () => server?.drop());

  test.describe("the door", () => {
    test.use({ expectedComplaints: [/status of 401/] });

    test("S1: under the path it is mounted at, a wrong password is told, the right one leads in and keeps to the path", async ({
      page,
      facts,
    }) => {
      const { origin, pathname } = new URL(facts.url);
      const base = pathname === "/" ? "" : pathname;
      await page.goto(facts.url);
      await expect(page).toHaveURL(new RegExp(`^${origin}${base}/sign-in`));
      await signIn(page, facts.email, "not-the-password");
      await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();
      await signIn(page, facts.email, facts.password);
      for (const section of ["Connections", "Destinations", "Settings", "Sources"])
        await openSection(page, section);
      await expect(page).toHaveURL(`${origin}${base}/sources`);
      const hrefs = await page
        .locator("a[href^='/']")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      expect(hrefs.length).toBeGreaterThan(5);
      expect(hrefs.filter((href) => !`${href}/`.startsWith(`${base}/`))).toEqual([]);

      await page.getByRole("button", { name: /^Account of/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
      await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
      await page.goto(`${facts.url}/sources`);
      await expect(page).toHaveURL(/\/sign-in\?next=%2Fsources$/);
    });
  });

  test("S2, S3, S5: a source is added from the Sources tab, refused with wrong credentials, really read with the right ones, and edited", async ({
    owner: page,
  }, info) => {
    await openSection(page, "Sources");
    await page.getByRole("link", { name: "New source" }).first().click();
    await choose(page, "Source type", /PostgreSQL/);

    await test.step("the fields are those of the spec, each with its words", async () => {
      await field(page, "Name").fill("Corner shop");
      await fillPostgres(page, "source", server);
      await expect(page.getByText("The right to SELECT is enough.")).toBeVisible();
      await expect(page.getByRole("combobox", { name: /^Update Method/ })).toBeVisible();
      await field(page, "Schemas").press("Backspace");
      await field(page, "Schemas").pressSequentially("shop,archive,");
    });

    await test.step("wrong credentials are told with the reason", async () => {
      await fillWrongLogin(page, "source", server);
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByText("failed after")).toBeVisible();
      await expect(
        page
          .getByRole("alert")
          .filter({ hasText: /password|role|user/i })
          .first(),
      ).toBeVisible();
      await photograph(page, info, "refused");
    });

    await test.step("with the right ones it is set up and leads to its own page", async () => {
      await field(page, "Username").fill(server.user);
      await field(page, "Password").fill(sourcePassword);
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "Corner shop" })).toBeVisible();
      const streams = page.getByRole("table", { name: "Streams" });
      for (const stream of ["orders", "countries", "ledger"]) await expect(streams).toContainText(stream);
    });

    await test.step("its check reads a row", async () => {
      await page.getByRole("button", { name: "Check now" }).click();
      await expect(page.getByText("It can be read")).toBeVisible();
      await expect(page.getByRole("log")).toContainText('Reading a row of "');
    });

    await test.step("edited, it reads one schema, and asks for no secret again", async () => {
      await openOwnSettings(page);
      await unfold(page);
      await page.getByRole("button", { name: "Remove archive" }).click();
      await page.getByRole("button", { name: "Test and save" }).click();
      await page.waitForURL(/\/sources\/[0-9a-f-]{36}$/);
      const streams = page.getByRole("table", { name: "Streams" });
      await expect(streams).toContainText("countries");
      await expect(streams).not.toContainText("ledger");
      await photograph(page, info, "source");
    });
  });

  test.describe("dates", () => {
    test.skip(!process.env.SLUICE_TEST_S3_URL, "SLUICE_TEST_S3_URL names no server");

    let bucket: JourneyBucket;
    test.beforeAll(async () => {
      bucket = await testBucket();
      await bucket.put("visits/first.csv", "id,page\n1,home\n2,basket\n");
    });
    test.afterAll(async () => bucket?.drop());

    test("S3: a source is limited by a date, typed or picked, and reads nothing older", async ({
      owner: page,
    }) => {
      await limitByDate(page, bucket);
    });
  });

  test("S6, S7: from the source's page a destination is added, the source checked again first, and the destination really written", async ({
    owner: page,
  }, info) => {
    await openSource(page);
    await beginDestination(page, /PostgreSQL/);
    await field(page, "Name").fill("Town lake");
    await fillPostgres(page, "destination", server);
    await field(page, "Default Schema").fill("landing");

    await test.step("wrong credentials are told here, too", async () => {
      await fillWrongLogin(page, "destination", server);
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByText("failed after")).toBeVisible();
    });

    await test.step("the right ones lead on to the connection", async () => {
      await field(page, "User").fill(server.user);
      await field(page, "Password").fill(sourcePassword);
      await page.getByRole("button", { name: "Set up" }).click();
      await expect(page.getByRole("heading", { level: 1, name: "New connection" })).toBeVisible();
    });

    await test.step("its check writes, reads back and removes", async () => {
      await openSection(page, "Destinations");
      await page.getByRole("link", { name: "Town lake" }).click();
      await page.getByRole("button", { name: "Check now" }).click();
      await expect(page.getByText("It can be written")).toBeVisible();
      await expect(page.getByRole("log")).toContainText(/Writing.*Reading.*Removing/s);
      await photograph(page, info, "destination");
    });
  });

  test("S10, S11, S12: both are connected: frequency, streams, modes, cursor, key, namespace, prefix, refresh, Raw or Basic", async ({
    owner: page,
    request,
    facts,
  }, info) => {
    // A preview of both kinds, a refresh, a first sync, and pictures.
    test.slow();
    // Of the same name as the story's own, as happens: only what stands below it tells them apart.
    const api = await ConsoleApi.open(request, facts);
    const namesake = await api.source("Corner shop", { sourceType: "sample", count: 5 });
    const ends = page.getByText(/^Corner shop → Town lake$/);
    await test.step("source and destination are chosen, the wrong one first", async () => {
      await openSection(page, "Connections");
      await page.getByRole("link", { name: "New connection" }).first().click();
      await choose(page, /^Source/, /^Corner shop.*Sample data/);
      await choose(page, /^Destination/, /^Town lake/);
      await expect(ends).toBeVisible();
      await page.getByRole("combobox", { name: /^Source/ }).click();
      await page.keyboard.type("no such source");
      await expect(page.getByText("Nothing matches.")).toBeVisible();
      await page.keyboard.press("Escape");
      await pickByKeys(page, /^Source/, /^Corner shop.*PostgreSQL/);
      await page.getByRole("button", { name: "Continue" }).click();
      await api.remove(`/sources/${namesake}`);
    });
    await expect(page.getByRole("table", { name: "Streams" })).toContainText("countries");

    await test.step("both ends are named, and how often it syncs is chosen", async () => {
      const head = page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) });
      await expect(head).toContainText(/Corner shop.*Town lake/s);
      await choose(page, "Frequency", "Every 24 h");
    });

    await test.step("streams, modes, cursor and key", async () => {
      await choose(page, "Sync mode of countries", "Full refresh | Overwrite");
      await choose(page, "Sync mode of orders", "Incremental | Deduped");
      await choose(page, "Cursor field of orders", "updated_at");
      await expect(page.getByRole("button", { name: /^Primary key of orders/ })).toHaveText("id");
    });

    await test.step("namespace and prefix name the tables", async () => {
      await choose(page, /^Namespace/, "Custom format");
      await field(page, "Namespace format").fill("lake_${SOURCE_NAMESPACE}");
      await field(page, "Stream prefix").fill("web_");
      await expect(page.getByRole("region", { name: "What tables will be called" })).toContainText(
        "lake_shop.web_orders",
      );
    });

    await test.step("a refresh brings what is new at the source, and loses no choice", async () => {
      await server.source.query("CREATE TABLE shop.drafts (id int PRIMARY KEY)");
      await page.getByRole("button", { name: "Refresh source schema" }).click();
      await expect(page.getByRole("region", { name: "Changes of the source’s schema" })).toContainText(
        "shop.drafts",
      );
      await expect(page.getByRole("checkbox", { name: "Sync drafts" })).not.toBeChecked();
      await expect(page.getByRole("combobox", { name: "Sync mode of orders" })).toContainText("Deduped");
    });

    await test.step("Raw shows one document a row, Basic typed columns", async () => {
      await page.getByRole("radio", { name: "Raw data" }).click();
      await choose(page, "Preview of", "shop.countries");
      await page.getByRole("button", { name: "Preview the table" }).click();
      await expect(page.getByRole("table", { name: /^Preview of airbyte_internal\./ })).toContainText(
        '"name":"Ísland"',
      );
      await page.getByRole("radio", { name: "Basic normalization" }).click();
      await page.getByRole("button", { name: "Preview the table" }).click();
      const basic = page.getByRole("table", { name: "Preview of lake_shop.web_countries" });
      await expect(basic.getByRole("cell", { name: "Ísland" })).toBeVisible();
      await photograph(page, info, "set-up");
    });

    await confirmPlan(page, "Set up connection", "Create 2 tables");
    await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
    connection = page.url();
    await expectVerified(page, 1, { "shop.orders": 500, "shop.countries": 3 });
  });

  test.describe("Pulsar", () => {
    test.skip(!pulsarHome, "SLUICE_TEST_PULSAR_HOME names no prepared broker");

    test("S13 normalized records in Pulsar, S14 written only with a key from Profile → Tokens", async ({
      owner: page,
    }) => {
      // Two checks, a sync and a refused one, and the way to a key and back.
      test.slow();
      await openSource(page);
      await writePulsarWithKey(page, pulsarHome ?? "");
    });
  });

  test("S15: the connection's page has the status of the first sync and of the next, the log and the settings", async ({
    owner: page,
  }, info) => {
    await openSection(page, "Connections");
    await page.getByRole("link", { name: "Corner shop → Town lake" }).click();
    await expect(page).toHaveURL(connection);
    await expectVerified(page, 1, { "shop.orders": 500, "shop.countries": 3 });
    await expect(page.getByRole("log")).toContainText("every stream is verified");
    await photograph(page, info, "status");

    await test.step("the next sync brings what changed", async () => {
      await server.source.query(change);
      await page.getByRole("button", { name: "Sync now" }).click();
      await expectVerified(page, 2, { "shop.countries": 2 });
    });

    await test.step("its settings are changed", async () => {
      await openOwnSettings(page);
      await expect(page.getByRole("combobox", { name: "Frequency" })).toContainText("Every 24 h");
      await choose(page, "Frequency", "Manual");
      await field(page, "Name").fill("Corner shop, by hand");
      await page.getByRole("button", { name: "Save name and schedule" }).click();
      const head = page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) });
      await expect(head).toContainText(/Corner shop, by hand.*Manual/s);
    });
  });

  test("S16: the data is in the destination, under the schema that was named", async ({ owner: page }) => {
    for (const [shown, real] of [
      [ordersOf("lake_shop.web_orders"), ordersOf("shop.orders")],
      [countriesOf("lake_shop.web_countries"), countriesOf("shop.countries")],
    ] as const)
      expect(await server.destination.query(shown)).toEqual(await server.source.query(real));

    await page.goto(connection);
    await page.getByRole("link", { name: "Data", exact: true }).click();
    await choose(page, "Stream", "shop.countries");
    await expect(page.getByRole("table", { name: /^Rows of .*lake_shop.*web_countries/ })).toContainText(
      "Ísland",
    );
    await openSection(page, "Destinations");
    await page.getByRole("link", { name: "Town lake" }).click();
    await expect(page.getByRole("table", { name: "Tables" })).toContainText(/lake_shop"?\."?web_orders/);
  });

  test.describe("the end", () => {
    test.use({ expectedComplaints: [/status of 404/] });

    test("S2: all is removed again, what depends on it named; links to it say what is there instead", async ({
      owner: page,
    }) => {
      await page.goto(connection);
      const run = await page
        .getByRole("table", { name: "Runs" })
        .getByRole("link")
        .first()
        .getAttribute("href");
      const other = await page.context().newPage();
      await other.goto(connection);
      await expect(other.getByRole("table", { name: "Runs" })).toBeVisible();

      await openOwnSettings(page);
      await confirmDelete(page, "Delete connection", ["connection Corner shop, by hand"]);
      await expect(page).toHaveURL(/\/connections$/);

      await test.step("a tab that still shows it says so by itself", async () => {
        await expect(other.getByText("There is nothing under this address.")).toBeVisible();
        await other.close();
      });

      await test.step("its addresses lead on to the list", async () => {
        for (const address of [`${connection}/settings`, new URL(run ?? "", connection).href, connection]) {
          expect((await page.goto(address))?.status()).toBe(404);
          await expect(page.getByText("It may have been deleted")).toBeVisible();
        }
        await page.getByRole("main").getByRole("link", { name: "All connections" }).click();
        await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
      });

      await openSource(page);
      await openOwnSettings(page);
      await confirmDelete(
        page,
        "Delete source",
        pulsarHome ? ["source Corner shop", "connection Corner shop → Town events"] : ["source Corner shop"],
      );
      for (const name of pulsarHome ? ["Town lake", "Town events"] : ["Town lake"]) {
        await openSection(page, "Destinations");
        await page.getByRole("link", { name }).click();
        await openOwnSettings(page);
        await confirmDelete(page, "Delete destination", [`destination ${name}`]);
        await expect(page.getByRole("link", { name })).toBeHidden();
      }
    });
  });
});

async function openSource(page: Page): Promise<void> {
  await openSection(page, "Sources");
  await page.getByRole("link", { name: "Corner shop", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Corner shop" })).toBeVisible();
}
