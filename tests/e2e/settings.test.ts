import { hold } from "./support/hold";
import { openProfile, openSection, openSettings, field } from "./support/steps";
import { expect, signIn, test } from "./support/test";

test("the workspace is renamed and the rail shows it, in the answer to the press", async ({ owner }) => {
  await openSection(owner, "Settings");
  const before = await field(owner, "Workspace name").inputValue();
  const methods: string[] = [];
  owner.on("request", (request) => {
    const isAhead = "next-router-prefetch" in request.headers();
    if (new URL(request.url()).pathname.endsWith("/settings") && !isAhead) methods.push(request.method());
  });
  for (const name of ["Waterworks", before]) {
    await field(owner, "Workspace name").fill(name);
    await owner.getByRole("button", { name: "Rename" }).click();
    await expect(owner.getByRole("complementary").getByText(name, { exact: true }).first()).toBeVisible();
  }
  expect(methods).toEqual(["POST", "POST"]);
});

test("a changed password keeps this browser signed in and is the one that counts", async ({
  owner,
  facts,
}) => {
  const changed = `${facts.password}-changed`;
  await openProfile(owner);
  await field(owner, "Current password").fill("not-the-password");
  await field(owner, "New password").fill(changed);
  await owner.getByRole("button", { name: "Change password" }).click();
  await expect(owner.getByText("This is not your current password.")).toBeVisible();

  for (const [current, next] of [
    [facts.password, changed],
    [changed, facts.password],
  ] as const) {
    await field(owner, "Current password").fill(current);
    await field(owner, "New password").fill(next);
    await owner.getByRole("button", { name: "Change password" }).click();
    await expect(owner.getByText("The password is changed.").last()).toBeVisible();
    await expect(field(owner, "Current password")).toHaveValue("");
    await openSection(owner, "Sources");
    await owner.getByRole("button", { name: /^Account of/ }).click();
    await owner.getByRole("menuitem", { name: "Sign out" }).click();
    await signIn(owner, facts.email, next);
    await openProfile(owner);
  }
});

test("a form that is on its way is not sent again by Enter", async ({ owner: page }) => {
  await openSettings(page, "Applications");
  const applications = page.getByRole("table", { name: "API applications" });
  const name = field(page, "Application name");
  const { release } = await hold(page, /\/settings\/applications$/);
  await name.fill("Sent once");
  await name.press("Enter");
  await expect(page.getByRole("button", { name: "Create application" })).toHaveAttribute("aria-busy", "true");
  await name.press("Enter");
  await release();
  await expect(page.getByRole("region", { name: "Credentials of Sent once" })).toBeVisible();
  // What is sent is answered in order: whatever was sent before this is there by then.
  await name.fill("Sent after it");
  await name.press("Enter");
  await expect(applications.getByRole("cell", { name: "Sent after it", exact: true })).toBeVisible();
  await expect(applications.getByRole("cell", { name: "Sent once", exact: true })).toHaveCount(1);
});

test.describe("an address that leads nowhere", () => {
  test.use({ expectedComplaints: [/status of 404/] });

  test("shows that nothing is there", async ({ owner, facts }) => {
    const nobody = "00000000-0000-4000-8000-000000000000";
    for (const path of [
      `/sources/${nobody}`,
      `/sources/${nobody}/settings`,
      `/sources/not-an-id`,
      `/destinations/${nobody}`,
      `/connections/${nobody}`,
      `/connections/${nobody}/runs/not-an-id`,
      `/connections/new?source=${nobody}&destination=${nobody}`,
      "/nowhere",
    ]) {
      await owner.goto(facts.url + path);
      await expect(
        owner.getByText(/^There is (nothing under this address|no such page here)\.$/),
        path,
      ).toBeVisible();
    }
  });
});
