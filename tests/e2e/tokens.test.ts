import { expect, test } from "./support/test";
import { confirmDelete, field } from "./support/steps";

test.describe("a person's API key", () => {
  test("Profile → Tokens: is made in the profile, shown once, opens the API, and ends when it is deleted", async ({
    owner,
    request,
    facts,
  }) => {
    const page = owner;
    const api = `${facts.url}/api/v1`;
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Profile" }).click();
    await expect(page.getByText(/^roles:id:owner$/)).toBeVisible();
    await page.getByRole("link", { name: "Tokens" }).click();
    await expect(page.getByText("cannot be revealed after creation")).toBeVisible();

    await test.step("the form says what is wrong and puts the focus there", async () => {
      await page.getByRole("button", { name: "Add API Key" }).click();
      await field(page, "API name").fill("nightly report");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Use letters, digits and underscores only")).toBeVisible();
      await expect(field(page, "API name")).toBeFocused();
      await field(page, "API name").fill("nightly_report");
      await field(page, "Duration in hours").fill("0");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("A key is good for at least 1 hour.")).toBeVisible();
      await expect(field(page, "Duration in hours")).toBeFocused();
      await field(page, "Duration in hours").fill("48");
      await page.getByRole("button", { name: "Save" }).click();
    });

    const once = page.getByRole("region", { name: "API key nightly_report" });
    await expect(once).toBeVisible();
    const key = await once.locator("pre").innerText();
    expect(key).toMatch(/^sluice_key_/);
    await once.getByRole("button", { name: "Copy the key" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
    const row = page.getByRole("table", { name: "API keys" }).getByRole("row", { name: "nightly_report" });
    await expect(row).toContainText(/nightly_report.*apikey.*in 1 d.*••••/);
    await expect(row).toContainText("Never");

    const headers = { authorization: `Bearer ${key}` };
    expect((await request.get(`${api}/workspaces`, { headers })).status()).toBe(200);
    await page.reload();
    await expect(row).toContainText("nightly_report");
    await expect(row).not.toContainText("Never");
    expect(await page.content()).not.toContain(key);

    await test.step("the search narrows the list", async () => {
      await page.getByPlaceholder("Search by name").fill("weekly");
      await expect(page.getByText("Nothing is named like “weekly”.")).toBeVisible();
      await page.getByPlaceholder("Search by name").fill("NIGHTLY");
      await expect(row).toContainText("nightly_report");
    });

    await confirmDelete(page, "Delete nightly_report", ["API key nightly_report", key.slice(-4)]);
    await expect(page.getByText("Nothing is named like “NIGHTLY”.")).toBeVisible();
    expect((await request.get(`${api}/workspaces`, { headers })).status()).toBe(401);
  });
});
