import type { Page } from "@playwright/test";
import { expect, test } from "./support/test";
import {
  addSampleSource,
  beginDestination,
  choose,
  field,
  flipWriteSwitch,
  setUpConnection,
  unfold,
} from "./support/steps";

test("nothing is written without a key where the workspace wants one, nor with a key that is revoked", async ({
  owner,
  facts,
}) => {
  const page = owner;
  const { id, key } = await makeKey(page, facts.url);
  await flipWriteSwitch(page);
  await addSampleSource(page, "Gated people", 10);
  await beginDestination(page, /DuckDB/);
  await field(page, "Name").fill("Gated warehouse");
  await field(page, "Destination path").fill("gated.duckdb");

  await test.step("without a key the destination is refused, and says what to do", async () => {
    await expect(page.getByRole("heading", { name: "Who may write" })).toBeVisible();
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(
      page.getByRole("alert").filter({ hasText: "no write without authentication" }),
    ).toBeVisible();
  });

  await test.step("with a key it is accepted, and a sync goes through", async () => {
    await choose(page, "Write authentication", "Built-in");
    await unfold(page);
    await expect(field(page, "Path")).toHaveValue("dataos://${destination}:${namespace}/${stream}");
    await field(page, "API key").fill(key);
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "New connection" })).toBeVisible();
    await setUpConnection(page);
    const runs = page.getByRole("table", { name: "Runs" }).getByRole("row");
    await expect(runs.nth(1)).toContainText("Succeeded", { timeout: 90_000 });
  });

  await test.step("once the key is revoked a sync fails, and says whose key, what and where", async () => {
    const headers = { origin: new URL(facts.url).origin };
    expect((await page.request.delete(`${facts.url}/api/v1/tokens/${id}`, { headers })).status()).toBe(204);
    await page.getByRole("button", { name: "Sync now" }).click();
    const refusal = page.getByText(/may not write dataos:\/\/Gated-warehouse:main\/.*The key was revoked at/);
    await expect(refusal.first()).toBeVisible({ timeout: 60_000 });
    expect(await page.content()).not.toContain(key);
  });
  await flipWriteSwitch(page);
});

/** As the page itself would, with the session's cookie and the console's own origin. */
async function makeKey(page: Page, url: string): Promise<{ id: string; key: string }> {
  const answer = await page.request.post(`${url}/api/v1/tokens`, {
    headers: { origin: new URL(url).origin },
    data: { name: "gated", durationHours: 1 },
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()) as { id: string; key: string };
}
