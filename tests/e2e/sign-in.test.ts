import { expect, signIn, test } from "./support/test";
import { openSection } from "./support/steps";

test.describe("signing in", () => {
  test.use({ expectedComplaints: [/status of 401/] });

  test("a wrong password is told, the right one leads in, and signing out leads back", async ({
    page,
    facts,
  }) => {
    await page.goto(facts.url);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await signIn(page, facts.email, "not-the-password");
    await expect(page.getByRole("alert").filter({ hasText: "do not belong together" })).toBeVisible();

    await signIn(page, facts.email, facts.password);
    for (const section of ["Connections", "Sources", "Destinations", "Settings"]) {
      await openSection(page, section);
    }

    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await page.goto(`${facts.url}/sources`);
    await expect(page).toHaveURL(/\/sign-in\?next=%2Fsources$/);
  });
});
