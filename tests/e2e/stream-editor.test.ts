import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./support/test";
import { ConsoleApi } from "./support/api";
import type { ConsoleFacts } from "./support/facts";
import { photograph } from "./support/looks";
import { sourcePassword } from "./support/planted";
import { testServer, type TestServer } from "./support/postgres";
import { choose, confirmPlan, expectVerified, field } from "./support/steps";

const seed = `
  CREATE SCHEMA shop;
  CREATE TABLE shop.orders (
    region text, number integer, total numeric(10, 2), mail text, note text, updated_at timestamptz,
    PRIMARY KEY (region, number));
  CREATE TABLE shop.countries (code text PRIMARY KEY, title text);
  CREATE TABLE shop.documents (document jsonb);
  INSERT INTO shop.orders SELECT CASE WHEN i % 2 = 0 THEN 'north' ELSE 'south' END, i, i * 1.25,
    'person' || i || '@example.com', 'secret note ' || i, timestamptz '2024-01-01 00:00:00Z' + i * interval '1 hour'
    FROM generate_series(1, 20) AS i;
  INSERT INTO shop.countries VALUES ('de', 'Germany'), ('fr', 'France');
  INSERT INTO shop.documents VALUES ('{"a": 1}');`;

const columns = `SELECT table_name, string_agg(column_name, ',' ORDER BY ordinal_position) AS columns
  FROM information_schema.columns WHERE table_schema = 'copy_shop' AND column_name NOT LIKE '\\_airbyte%'
  AND table_name NOT LIKE '\\_sluice%' GROUP BY table_name ORDER BY table_name`;

test.describe("S11, S12: the streams of a connection", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(seed);
  });
  test.afterAll(async () => server?.drop());

  async function openSetUp(page: Page, options: { request: Page["request"]; facts: { url: string } } & Ends) {
    await page.goto(
      `${options.facts.url}/connections/new?source=${options.sourceId}&destination=${options.destinationId}`,
    );
    await expect(page.getByRole("table", { name: "Streams" })).toBeVisible();
  }

  test("are chosen, keyed, named, mapped, previewed and planned, and exactly that is written", async ({
    owner: page,
    request,
    facts,
  }, info) => {
    // Two syncs, a dozen questions to both ends, and fifteen pictures of whole pages.
    test.slow();
    const ends = await makeEnds(request, facts, server, ["shop"]);
    await openSetUp(page, { request, facts, ...ends });

    await test.step("a mode that cannot be says why", async () => {
      await page.getByRole("combobox", { name: "Sync mode of documents" }).click();
      const refused = page.getByRole("option", { name: /^Incremental \| Append/ });
      await expect(refused).toHaveAttribute("aria-disabled", "true");
      await expect(refused).toContainText("The source cannot read this stream incrementally.");
      await page.keyboard.press("Escape");
    });

    await test.step("the key is composite, and can be chosen anew", async () => {
      const key = page.getByRole("button", { name: /^Primary key of orders/ });
      await expect(key).toHaveText("region, number");
      await key.click();
      await page.getByRole("checkbox", { name: "number" }).click();
      await expect(key).toHaveText("region");
      await page.getByRole("checkbox", { name: "number" }).click();
      await expect(key).toHaveText("region, number");
      await page.keyboard.press("Escape");
      await choose(page, "Cursor field of orders", "updated_at");
    });

    const drawer = page.getByRole("dialog", { name: "shop.orders" });
    await test.step("a field is left out, another hashed, the table named", async () => {
      await page.getByRole("button", { name: "orders", exact: true }).click();
      await expect(drawer.getByRole("checkbox", { name: "Move number" })).toBeDisabled();
      await drawer.getByRole("checkbox", { name: "Move note" }).click();
      await drawer.getByRole("tab", { name: /^Mappers/ }).click();
      await drawer.getByRole("button", { name: "Add mapper" }).click();
      await page.getByRole("menuitem", { name: "Hash a field" }).click();
      await choose(drawer, /^Field/, "mail");
      await drawer.getByRole("tab", { name: "Table" }).click();
      await drawer.getByLabel("Table name").fill("bills");
      await expect(drawer.getByText("public.bills")).toBeVisible();
      await choose(drawer, "History table", "Keep the newest version only");
    });

    await test.step("first rows are really read, and shaped as they will stand there", async () => {
      await drawer.getByRole("tab", { name: "Sample rows" }).click();
      await drawer.getByRole("button", { name: "Read the first rows" }).click();
      const sample = drawer.getByRole("table", { name: "First rows of orders" });
      await expect(sample.getByRole("cell", { name: "secret note 1", exact: true })).toBeVisible();
      await drawer.getByRole("tab", { name: "Preview" }).click();
      await drawer.getByRole("button", { name: "Preview the table" }).click();
      const preview = drawer.getByRole("table", { name: "Preview of public.bills" });
      await expect(preview.getByRole("columnheader", { name: /^mail_hashed/ })).toBeVisible();
      await expect(preview.getByRole("columnheader", { name: /^total/ })).toContainText("numeric");
      await expect(preview.getByRole("columnheader", { name: /^_airbyte_meta/ })).toBeAttached();
      await expect(preview).not.toContainText("secret note");
      await expect(preview).not.toContainText("@example.com");
      await photograph(page, info, "drawer");
      await page.keyboard.press("Escape");
      await expect(page.getByRole("button", { name: "Fields of orders" })).toHaveText("5 of 6");
    });

    await test.step("what a search lets through is edited at once", async () => {
      await page.getByRole("searchbox", { name: "Search streams" }).fill("countr");
      await page.getByRole("button", { name: "Edit 1 chosen stream" }).click();
      await page.getByRole("menuitem", { name: "Full refresh | Overwrite" }).click();
      await page.getByRole("searchbox", { name: "Search streams" }).fill("");
      await expect(page.getByRole("combobox", { name: "Sync mode of countries" })).toHaveText(
        "Full refresh | Overwrite",
      );
    });

    await test.step("a refresh shows what is different, and loses nothing", async () => {
      await server.source.query(
        "ALTER TABLE shop.orders ADD COLUMN extra integer; CREATE TABLE shop.fresh (id integer); DROP TABLE shop.documents",
      );
      await page.getByRole("button", { name: "Refresh source schema" }).click();
      const changes = page.getByRole("region", { name: "Changes of the source’s schema" });
      await expect(changes).toContainText("shop.orders: extra, integer");
      await expect(changes).toContainText("Is left out: fields are chosen by name.");
      await expect(changes).toContainText("shop.fresh");
      await expect(changes).toContainText("1 of them needs your choice.");
      await expect(page.getByRole("checkbox", { name: "Sync fresh" })).not.toBeChecked();
      await expect(page.getByRole("button", { name: "Fields of orders" })).toHaveText("5 of 7");
      await photograph(page, info, "diff");
    });

    await test.step("what the service refuses stands at its stream, and has the focus", async () => {
      await page.getByRole("button", { name: "Set up connection" }).click();
      const row = page
        .getByRole("row")
        .filter({ has: page.getByRole("checkbox", { name: "Sync documents" }) });
      await expect(row.getByRole("alert")).toContainText("The source has no such stream");
      await expect(row.getByRole("button", { name: "documents", exact: true })).toBeFocused();
      await page.getByRole("checkbox", { name: "Sync documents" }).click();
      await expect(page.getByRole("alert").filter({ hasText: "no such stream" })).toHaveCount(0);
    });

    await test.step("names follow prefix and format while one types", async () => {
      await choose(page, /^Namespace/, "Custom format");
      await field(page, "Namespace format").fill("copy_${SOURCE_NAMESPACE}");
      await field(page, "Stream prefix").fill("p_");
      const names = page.getByRole("region", { name: "What tables will be called" });
      await expect(names).toContainText("copy_shop.p_countries");
      await expect(names).toContainText("copy_shop.bills");
    });

    await test.step("raw and basic come out as different tables", async () => {
      await page.getByRole("radio", { name: "Raw data" }).click();
      await choose(page, "Preview of", "shop.countries");
      await page.getByRole("button", { name: "Preview the table" }).click();
      const raw = page.getByRole("table", { name: /^Preview of airbyte_internal\./ });
      await expect(raw.getByRole("columnheader", { name: /^_airbyte_data/ })).toBeVisible();
      await expect(raw).toContainText('{"code":"de","title":"Germany"}');
      await page.getByRole("radio", { name: "Basic normalization" }).click();
      await page.getByRole("button", { name: "Preview the table" }).click();
      const basic = page.getByRole("table", { name: "Preview of copy_shop.p_countries" });
      await expect(basic.getByRole("cell", { name: "Germany" })).toBeVisible();
      await photograph(page, info, "set-up");
    });

    await test.step("the plan says what will be created; confirming repeats verb and number", async () => {
      await page.getByRole("button", { name: "Set up connection" }).click();
      const plan = page.getByRole("dialog", { name: "What the first sync will do" });
      await expect(plan).toContainText("shop.orders → copy_shop.bills");
      await expect(plan).toContainText("shop.countries → copy_shop.p_countries");
      await photograph(page, info, "plan");
      await plan.getByRole("button", { name: "Create 2 tables" }).click();
      await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
    });

    await expectVerified(page, 1, { "shop.orders": 20, "shop.countries": 2 });
    expect(await server.destination.query(columns)).toEqual([
      { table_name: "bills", columns: "region,number,total,mail_hashed,updated_at" },
      { table_name: "p_countries", columns: "code,title" },
    ]);
    const rows = await server.destination.query(
      "SELECT region, number, total::text, mail_hashed FROM copy_shop.bills WHERE number = 3",
    );
    expect(rows).toEqual(
      await server.source.query(
        "SELECT region, number, total::text, encode(sha256(mail::bytea), 'hex') AS mail_hashed FROM shop.orders WHERE number = 3",
      ),
    );

    await test.step("a changed key wants the stream refreshed, and the plan says so", async () => {
      await page.getByRole("link", { name: "Replication" }).click();
      await page.getByRole("button", { name: /^Primary key of orders/ }).click();
      await page.getByRole("checkbox", { name: "region" }).click();
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      const plan = page.getByRole("dialog", { name: "What this change will do" });
      await expect(plan).toContainText("Rows that are there were told apart by region, number.");
      await expect(plan.getByRole("checkbox", { name: "Refresh 1 stream now" })).toBeChecked();
      await photograph(page, info, "change");
      await plan.getByRole("button", { name: /refresh 1 stream$/i }).click();
      await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
      await expectVerified(page, 2, { "shop.orders": 20 });
    });
  });

  test("leaving asks, and the second of two tabs is told and loses nothing", async ({
    owner: page,
    request,
    facts,
  }) => {
    const ends = await makeEnds(request, facts, server, ["shop"]);
    await openSetUp(page, { request, facts, ...ends });
    await page.getByRole("checkbox", { name: "All streams" }).click();
    await page.getByRole("checkbox", { name: "Sync countries" }).click();
    await field(page, "Name").fill("Two tabs");
    await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Sources" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Stay" }).click();
    await expect(field(page, "Name")).toHaveValue("Two tabs");
    await confirmPlan(page, "Set up connection", "Create 1 table");
    await page.waitForURL(/\/connections\/[0-9a-f-]{36}$/);
    await expectVerified(page, 1, { "shop.countries": 2 });

    const address = `${page.url()}/replication`;
    await page.goto(address);
    await field(page, "Name").fill("Mine");
    const other = await page.context().newPage();
    await other.goto(address);
    await field(other, "Name").fill("Theirs");
    await other.getByRole("button", { name: "Save", exact: true }).click();
    await expect(other.getByRole("heading", { level: 1, name: "Theirs" })).toBeVisible();
    await other.close();

    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(
      page.getByRole("alert").filter({ hasText: "Someone has changed this connection" }),
    ).toBeVisible();
    await expect(field(page, "Name")).toHaveValue("Mine");
    await page.getByRole("button", { name: "Save mine over it" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Mine" })).toBeVisible();
  });

  test("ten thousand of them are searched and edited without a stall", async ({
    owner: page,
    request,
    facts,
  }) => {
    await server.destination.query("CREATE SCHEMA many");
    for (let from = 0; from < 10_000; from += 2_000)
      await server.destination.query(
        `DO $$ BEGIN FOR i IN ${from}..${from + 1_999} LOOP EXECUTE format('CREATE TABLE many.t%s (id integer)', lpad(i::text, 5, '0')); END LOOP; END $$`,
      );
    const swapped = { ...server, source: server.destination };
    const ends = await makeEnds(request, facts, swapped, ["many"]);
    await openSetUp(page, { request, facts, ...ends });
    const rows = page.getByRole("table", { name: "Streams" }).getByRole("row");
    await expect(page.getByText("of 10,000 chosen")).toBeVisible();
    expect(await rows.count()).toBeLessThan(80);
    await expect(page.getByTitle("public.t00003")).toBeVisible();

    const touched = await countTouchedRows(page, async () => {
      await page.getByRole("checkbox", { name: "Sync t00003", exact: true }).click();
      await expect(page.getByText("9,999 streams of 10,000 chosen")).toBeVisible();
    });
    expect(touched).toEqual(["t00003"]);

    await page.getByRole("searchbox", { name: "Search streams" }).pressSequentially("t09998");
    await expect(rows).toHaveCount(2);
    await page.getByRole("checkbox", { name: "All streams" }).click();
    await expect(page.getByText("9,998 streams of 10,000 chosen")).toBeVisible();
    await page.getByRole("searchbox", { name: "Search streams" }).fill("");
    await page.getByRole("checkbox", { name: "Sync t00000", exact: true }).focus();
    await page.keyboard.press("ArrowDown");
    await expect(page.getByRole("checkbox", { name: "Sync t00001", exact: true })).toBeFocused();
  });
});

interface Ends {
  sourceId: string;
  destinationId: string;
}

async function makeEnds(
  request: APIRequestContext,
  facts: ConsoleFacts,
  server: TestServer,
  schemas: string[],
): Promise<Ends> {
  const login = {
    host: server.host,
    port: Number(server.port),
    username: server.user,
    password: sourcePassword,
  };
  const source = { ...login, sourceType: "postgres", database: server.source.name, schemas };
  const destination = {
    ...login,
    destinationType: "postgres",
    database: server.destination.name,
    schema: "public",
  };
  const api = await ConsoleApi.open(request, facts);
  return {
    sourceId: await api.source("Shop", source),
    destinationId: await api.destination("Copy", destination),
  };
}

/** The streams whose rows were changed in the page meanwhile. */
async function countTouchedRows(page: Page, act: () => Promise<void>): Promise<string[]> {
  await page.evaluate(() => {
    const touched = new Set<string>();
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement;
        const key = element?.closest("tr[data-stream]")?.getAttribute("data-stream");
        if (key) touched.add((JSON.parse(key) as string[])[1] ?? "");
      }
    });
    for (const body of document.querySelectorAll("table[aria-label=Streams] tbody"))
      observer.observe(body, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(window, { touchedRows: touched });
  });
  await act();
  return page.evaluate(() => [...(window as unknown as { touchedRows: Set<string> }).touchedRows]);
}
