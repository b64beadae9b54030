import { ConsoleApi } from "./support/api";
import { photograph } from "./support/looks";
import { sourcePassword } from "./support/planted";
import { postgresDestination, postgresSource, testServer, type TestServer } from "./support/postgres";
import { expect, test } from "./support/test";

const seed = `
  CREATE TABLE pets (id int PRIMARY KEY, name text, updated_at timestamptz);
  INSERT INTO pets SELECT i, 'pet ' || i, timestamptz '2026-01-01' + i * interval '1 hour' FROM generate_series(1, 9) AS i;
`;
const renamePets =
  "UPDATE pets SET name = name || ', renamed', updated_at = timestamptz '2026-02-01' WHERE id <= 3";
const spoil = `
  UPDATE pets SET name = 'somebody else' WHERE id = 9;
  DELETE FROM pets_scd WHERE id = 1 AND _airbyte_active_row = 1;
  UPDATE pets_scd SET _airbyte_end_at = _airbyte_start_at WHERE id = 2 AND _airbyte_active_row = 0;
`;

test.describe("a table and its history that somebody has changed", () => {
  test.skip(!process.env.SLUICE_TEST_POSTGRES_URL, "SLUICE_TEST_POSTGRES_URL names no server");

  let server: TestServer;
  test.beforeAll(async () => {
    server = await testServer(sourcePassword);
    await server.source.query(seed);
  });
  test.afterAll(async () => server?.drop());

  test("are found wrong, named by their keys, and mended by a press", async ({
    owner: page,
    facts,
    request,
  }, info) => {
    const api = await ConsoleApi.open(request, facts);
    const sourceId = await api.source("Shelter", postgresSource(server, sourcePassword));
    const destinationId = await api.destination("Shelter copy", postgresDestination(server, sourcePassword));
    const stream = { syncMode: "incremental_deduped_history", cursorField: ["updated_at"], history: true };
    const id = await api.connection(
      "Shelter",
      { sourceId, destinationId },
      { configurations: { streams: [{ name: "pets", namespace: "public", ...stream }] } },
    );
    expect(await api.sync(id)).toBe("succeeded");
    await server.source.query(renamePets);
    expect(await api.sync(id)).toBe("succeeded");
    await server.destination.query(spoil);

    await page.goto(`${facts.url}/connections/${id}`);
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Verify content now…" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Verify 1 stream" }).click();
    const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
    await expect(runs.nth(1)).toContainText("Failed", { timeout: 60_000 });

    await test.step("the run tells which rows and which versions", async () => {
      await runs.nth(1).getByRole("link").first().click();
      await expect(page.getByRole("listitem").filter({ hasText: "different" })).toContainText("id = 9");
      const versions = page.getByRole("list", { name: "history" }).getByRole("listitem");
      await expect(versions.filter({ hasText: "id = 1" })).toContainText("no active version of the row");
      await expect(versions.filter({ hasText: "id = 2" })).toContainText(
        "does not end where the next one starts",
      );
      await expect(versions.filter({ hasText: "id = 9" })).toContainText(
        "active version that is not as the row",
      );
      await expect(versions).toHaveCount(3);
      await photograph(page, info, "differences");
    });

    await test.step("repair mends them, in the table and in the history", async () => {
      await page.getByRole("button", { name: "Repair…" }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: "Repair 1 stream" }).click();
      await page.goto(`${facts.url}/connections/${id}`);
      await expect(runs.nth(1)).toContainText("Repair");
      await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 60_000 });
      expect(
        await server.destination.query(`
          SELECT p.id FROM pets p LEFT JOIN pets_scd v ON v.id = p.id AND v.name = p.name AND v._airbyte_active_row = 1
           WHERE v.id IS NULL OR p.name LIKE 'somebody%'`),
      ).toEqual([]);
    });
  });
});
