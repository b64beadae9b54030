import { execFile, spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./support/test";
import { makeApiKey } from "./support/keys";
import { openPalette } from "./support/steps";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");

test("the way in: sample data in one click, commands that work as copied, then it leaves the rail", async ({
  owner,
  facts,
}, info) => {
  test.skip(
    spawnSync("curl", ["--version"]).error !== undefined,
    "there is no curl to run the commands with",
  );
  const page = owner;
  const rail = page.getByRole("navigation", { name: "Sections" });

  await test.step("the palette leads to it, wherever it stands", async () => {
    await (await openPalette(page)).getByRole("combobox").fill("onboarding");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: "Onboarding" })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "Add a source" })).toBeVisible();
    await page.screenshot({ path: info.outputPath("onboarding.png"), fullPage: true });
  });

  await test.step("the sample is set up and synced, for real", async () => {
    await page.getByRole("button", { name: /^Sync (sample data|the sample again)$/ }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await expect(
      page.locator("header").filter({ has: page.getByRole("heading", { level: 1 }) }),
    ).toContainText("Succeeded", { timeout: 90_000 });
    await page.goto(`${facts.url}/onboarding`);
    await expect(page.getByText(/It wrote 2,100 rows/)).toBeVisible();
    const steps = page.getByRole("listitem").filter({ hasText: "Done" });
    await expect(steps).toHaveCount(3);
    await page.screenshot({ path: info.outputPath("onboarding-done.png"), fullPage: true });
  });

  await test.step("done, it leaves the rail, and the profile's menu recalls it", async () => {
    await page.goto(`${facts.url}/connections`);
    await expect(rail.getByRole("link", { name: "Connections" })).toBeVisible();
    await expect(rail.getByRole("link", { name: "Onboarding" })).toBeHidden();
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Onboarding" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Onboarding" })).toBeVisible();
  });

  const copied = async (name: RegExp) => {
    await page.getByRole("button", { name }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };

  await test.step("the command for the API starts a sync with a key of one's own", async () => {
    const command = await copied(/^Copy: Sync .* over the API$/);
    await page.getByRole("link", { name: "Profile, API keys" }).click();
    const key = await makeApiKey(page, "onboarding_shell", 1);
    const { stdout } = await run("sh", ["-c", command], {
      env: { ...process.env, SLUICE_API_KEY: key },
    });
    expect(JSON.parse(stdout)).toMatchObject({ jobId: expect.any(Number) as unknown, jobType: "sync" });
  });

  await test.step("the command line needs no console", async () => {
    await page.goto(`${facts.url}/onboarding`);
    const command = await copied(/^Copy: Sync without a console$/);
    try {
      const { stdout, stderr } = await run("sh", ["-c", command], { cwd: root });
      expect(stdout + stderr).toMatch(/users/);
    } finally {
      for (const file of ["first.duckdb", "first.duckdb.wal"])
        await rm(path.join(root, file), { force: true });
    }
  });
});
