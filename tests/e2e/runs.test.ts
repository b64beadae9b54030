import { readFile } from "node:fs/promises";
import { ConsoleApi } from "./support/api";
import { photograph } from "./support/looks";
import { openSection } from "./support/steps";
import { expect, test } from "./support/test";

test("runs are found by filters in the address, and a run shows what happened, its slices and its log", async ({
  owner,
  request,
  facts,
}, info) => {
  const page = owner;
  const connectionId = await withRuns(await ConsoleApi.open(request, facts));

  await test.step("the list filters, keeps its filters in the address, and says when nothing is like that", async () => {
    await openSection(page, "Runs");
    const runs = page.getByRole("table", { name: "All runs" });
    await expect(runs.getByRole("link", { name: "Sea to shore" })).toHaveCount(2);
    await page.getByRole("combobox", { name: "Connection" }).click();
    await page.getByRole("option", { name: "Sea to shore" }).click();
    await expect(page).toHaveURL(new RegExp(`connection=${connectionId}`));
    await expect(runs.getByRole("row")).toHaveCount(3);
    await page.getByRole("button", { name: "Status", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "Failed" }).click();
    await expect(page).toHaveURL(/status=failed/);
    await expect(runs).toContainText("No run is as these filters ask for.");
    await page.reload();
    await expect(runs).toContainText("No run is as these filters ask for.");
    await page.getByRole("button", { name: "Remove the filter Status" }).click();
    await expect(runs.getByRole("row")).toHaveCount(3);
  });

  await test.step("the charts have names and a table beside them", async () => {
    await expect(page.getByRole("figure", { name: /^Rows by day: 80 rows in all$/ })).toBeVisible();
    await page.getByText("As a table").click();
    await expect(page.getByRole("table", { name: "Runs by day" }).getByRole("row").nth(1)).toContainText(
      "80",
    );
  });
  await photograph(page, info, "runs");

  await test.step("a run tells what happened in a sentence, and shows rows, proof and slices", async () => {
    await page
      .getByRole("table", { name: "All runs" })
      .getByRole("link", { name: "Sea to shore" })
      .first()
      .click();
    await expect(page.getByText(/^Sync moved 40 rows, .* of 1 stream, verified in /)).toBeVisible();
    await expect(page.getByRole("table", { name: "What became of the rows" })).toContainText("users");
    await expect(page.getByRole("img", { name: /^users: 1 slice, 40 rows$/ })).toBeVisible();
    await page.getByText("As a table").click();
    await expect(page.getByRole("table", { name: "Slices" })).toContainText("Complete");
  });

  const log = page.getByRole("log");
  await test.step("the log is searched, with a count, next and previous", async () => {
    await expect(log).toContainText("every stream is verified");
    const search = page.getByRole("searchbox", { name: "Search the log" });
    await search.fill("VERIFIED");
    await expect(page.getByText(/^1 of [2-9]$/)).toBeVisible();
    await expect(log.locator("mark").first()).toHaveText(/verified/i);
    await search.press("Enter");
    await expect(page.getByText(/^2 of [2-9]$/)).toBeVisible();
    await search.press("Shift+Enter");
    await expect(page.getByText(/^1 of [2-9]$/)).toBeVisible();
    await expect(page).toHaveURL(/find=VERIFIED/);
    await page.getByRole("button", { name: "Only matches" }).click();
    await expect(log).not.toContainText("Planned 1 stream");
    await search.fill("no such words");
    await expect(page.getByText("No line has this text.")).toBeVisible();
    await search.fill("");
    await expect(log).toContainText("Planned 1 stream");
  });
  await photograph(page, info, "run");

  await test.step("a line is linked to, and the link brings it into view, marked", async () => {
    await log
      .getByText("every stream is verified")
      .locator("xpath=ancestor::*[@data-line]")
      .getByRole("link")
      .click();
    await expect(page).toHaveURL(/line=\d+/);
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/\/connections\/[0-9a-f-]{36}\/runs\/[0-9a-f-]{36}\?line=\d+$/);
    await page.goto(link);
    await expect(log.locator("[aria-current=true]")).toContainText("every stream is verified");
    await log.locator("[aria-current=true]").getByRole("button", { name: "Unfold the line" }).press("Enter");
    await expect(log.getByText("time", { exact: true })).toBeVisible();
  });

  await test.step("the whole log comes as a file", async () => {
    for (const [item, ending] of [
      ["As text", ".log"],
      ["As NDJSON", ".ndjson"],
    ] as const) {
      await page.getByRole("button", { name: "Download the log" }).click();
      const coming = page.waitForEvent("download");
      await page.getByRole("menuitem", { name: item }).click();
      const file = await coming;
      expect(file.suggestedFilename()).toMatch(new RegExp(`^run-\\d+\\${ending}$`));
      const text = await readFile(await file.path(), "utf8");
      expect(text).toContain("every stream is verified");
      if (ending === ".ndjson") for (const line of text.trim().split("\n")) JSON.parse(line);
    }
  });
});

/** Two green runs of a connection called Sea to shore, 40 rows each. */
async function withRuns(api: ConsoleApi): Promise<string> {
  const sourceId = await api.source("Sea", { sourceType: "sample", count: 40 });
  const destinationId = await api.destination("Shore", {
    destinationType: "duckdb",
    destination_path: "shore.duckdb",
  });
  const streams = [{ name: "users", syncMode: "full_refresh_overwrite" }];
  const ends = { sourceId, destinationId };
  const connectionId = await api.connection("Sea to shore", ends, { configurations: { streams } });
  for (let run = 0; run < 2; run++) expect(await api.sync(connectionId)).toBe("succeeded");
  return connectionId;
}
