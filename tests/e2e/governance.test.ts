import type { APIRequestContext, Page } from "@playwright/test";
import { expect, test } from "./support/test";
import { confirmDelete, field, openSettings } from "./support/steps";

const path = "dataos://lake:retail/city";

test("an owner governs who may write: policies, tags, the switch, a tester, and what was decided", async ({
  owner,
  request,
  facts,
}) => {
  const page = owner;
  await openSettings(page, "Governance");
  const policies = page.getByRole("list", { name: "Policies" }).getByRole("heading");
  await expect(policies).toHaveText(["Owners and editors write everywhere"]);
  const { id, key } = await makeKey(page, facts.url);
  const asks = () => authorize(request, facts.url, key);
  expect(await asks()).toMatchObject({ allow: true });

  await test.step("a policy that denies is added, tested, and wins", async () => {
    await page.getByRole("button", { name: "Add policy" }).click();
    await page.getByRole("button", { name: "Save policy" }).click();
    await expect(page.getByText("Give the policy a name.")).toBeVisible();
    await expect(field(page, "Name")).toBeFocused();
    await field(page, "Name").fill("No city");
    await page.getByRole("radio", { name: "Deny" }).click();
    await field(page, "Subjects").fill("team:retail");
    await field(page, "Paths").fill("**/city");
    await page.keyboard.press("Escape");
    const asked = page.getByRole("alertdialog", { name: "Leave without saving?" });
    await expect(asked).toContainText("this policy is not saved");
    await asked.getByRole("button", { name: "Stay" }).click();
    await expect(asked).toBeHidden();
    await page.getByRole("button", { name: "Save policy" }).click();
    await expect(policies).toHaveText(["Owners and editors write everywhere", "No city"]);
    await page.getByRole("button", { name: "Move No city up" }).click();
    await expect(policies).toHaveText(["No city", "Owners and editors write everywhere"]);
    await testPath(page, "Allowed");

    await page.getByRole("button", { name: /^Edit tags of/ }).click();
    await field(page, "Tags").fill("team:retail");
    await page.getByRole("button", { name: "Save tags" }).click();
    await expect(page.getByRole("table", { name: "Members" })).toContainText("team:retail");
    await testPath(page, "Refused");
    expect(await asks()).toMatchObject({ allow: false, valid: true });
  });

  await test.step("a policy that is let go unsaved leaves the page as it was", async () => {
    const dialog = page.getByRole("dialog", { name: "Add policy" });
    await page.getByRole("button", { name: "Add policy" }).click();
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    await page.getByRole("button", { name: "Add policy" }).click();
    await field(page, "Name").fill("Nothing");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("button", { name: "Add policy" })).toBeFocused();
    await expect(policies).toHaveText(["No city", "Owners and editors write everywhere"]);
  });

  await test.step("both decisions are in the audit, and the filter tells them apart", async () => {
    await page.reload();
    const rows = page.getByRole("table", { name: "Decisions" }).getByRole("row");
    await expect(rows.nth(1)).toContainText(/Refused.*governed.*write.*city.*No city/);
    await expect(rows.nth(2)).toContainText(/Allowed.*governed.*write.*city.*Owners and editors/);
    await page.getByRole("button", { name: "Decision" }).click();
    await page.getByRole("menuitemradio", { name: "Allowed" }).click();
    await expect(rows.nth(1)).toContainText("Allowed");
    await expect(page.getByRole("table", { name: "Decisions" })).not.toContainText("Refused");
  });

  await test.step("the switch keeps its place", async () => {
    const writes = page.getByRole("switch", { name: "No write without authentication" });
    await writes.click();
    await expect(page.getByText("Every destination asks before it writes.")).toBeVisible();
    // It shows at once what is chosen, and takes the next press once that is stored.
    await expect(writes).toBeEnabled();
    await page.reload();
    await expect(writes).toBeChecked();
    await writes.click();
    await expect(writes).not.toBeChecked();
    await expect(page.getByText("writes unasked")).toBeVisible();
  });

  await test.step("a policy that is deleted denies no more", async () => {
    await confirmDelete(page, "Delete No city", ["policy No city"]);
    await expect(policies).toHaveText(["Owners and editors write everywhere"]);
    expect(await asks()).toMatchObject({ allow: true });
  });

  await test.step("a key that is revoked is refused at once", async () => {
    const headers = { origin: new URL(facts.url).origin };
    expect((await page.request.delete(`${facts.url}/api/v1/tokens/${id}`, { headers })).status()).toBe(204);
    expect(await asks()).toMatchObject({ allow: false, valid: false });
  });
});

/** As the page itself would, with the session's cookie and the console's own origin. */
async function makeKey(page: Page, url: string): Promise<{ id: string; key: string }> {
  const answer = await page.request.post(`${url}/api/v1/tokens`, {
    headers: { origin: new URL(url).origin },
    data: { name: "governed", durationHours: 1 },
  });
  expect(answer.status()).toBe(201);
  return (await answer.json()) as { id: string; key: string };
}

async function authorize(request: APIRequestContext, url: string, token: string): Promise<unknown> {
  const answer = await request.post(`${url}/heimdall/api/v1/authorize`, {
    data: { token, context: { predicate: "write", object: { paths: [path], tags: null }, metadata: {} } },
  });
  expect(answer.status()).toBe(200);
  return answer.json();
}

async function testPath(page: Page, expected: "Allowed" | "Refused"): Promise<void> {
  await page.getByLabel("Path", { exact: true }).fill(path);
  await page.getByRole("button", { name: "Test path" }).click();
  await expect(
    page.getByRole("table", { name: "Who may write this path" }).getByRole("row").nth(1),
  ).toContainText(expected);
}
