import type { Browser, Page } from "@playwright/test";
import { expect, signIn, test } from "./support/test";
import { addSampleSource, choose, field, openSection, openSettings } from "./support/steps";

const vic = { name: "Vic", email: "vic@example.com", password: "the password of vic" };

test("a viewer is invited by link, sees all and changes nothing, becomes an editor, is removed and is out at once", async ({
  owner,
  browser,
  facts,
}, info) => {
  await addSampleSource(owner, "Shared people", 10);
  const link = await invite(owner, vic.email);
  const guest = await newPage(browser);

  await test.step("the link takes a name and a password that is long enough", async () => {
    await guest.goto(link);
    await expect(guest.getByRole("heading", { level: 1, name: /^Join / })).toBeVisible();
    await expect(field(guest, "E-mail")).toHaveValue(vic.email);
    await guest.screenshot({ path: info.outputPath("join.png") });
    await field(guest, "Your name").fill(vic.name);
    await field(guest, "Password").fill("short");
    await guest.getByRole("button", { name: "Join" }).click();
    await expect(guest.getByText("Use at least 10 characters.")).toBeVisible();
    await expect(field(guest, "Password")).toBeFocused();
    await field(guest, "Password").fill(vic.password);
    await guest.getByRole("button", { name: "Join" }).click();
    await expect(guest.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
  });

  await test.step("the used link says so", async () => {
    await guest.goto(link);
    await expect(guest.getByRole("heading", { name: "This invitation was used" })).toBeVisible();
  });

  await test.step("a viewer sees what there is, and no button that changes it", async () => {
    await guest.goto(facts.url);
    const rail = guest.getByRole("navigation", { name: "Sections" });
    await expect(rail.getByRole("link", { name: "Onboarding" })).toBeHidden();
    await expect(guest.getByRole("link", { name: "New connection" })).toBeHidden();
    await openSection(guest, "Sources");
    await expect(guest.getByRole("link", { name: "Shared people" })).toBeVisible();
    await expect(guest.getByRole("link", { name: "New source" })).toBeHidden();
    await guest.getByRole("link", { name: "Shared people" }).click();
    await expect(guest.getByRole("table", { name: "Streams" })).toBeVisible();
    await expect(guest.getByRole("link", { name: "Add destination" })).toBeHidden();
    await expect(guest.getByRole("button", { name: /Check|Refresh schema/ })).toBeHidden();
    await openSettings(guest, "Members");
    await expect(memberRow(guest, "Vic")).toContainText("(you)");
    await expect(guest.getByRole("button", { name: /Invite|Remove/ })).toBeHidden();
    await expect(guest.getByRole("combobox")).toBeHidden();
  });

  await test.step("a page above the role says what role it needs", async () => {
    for (const [path, role] of [
      ["/sources/new", "editor"],
      ["/settings/audit", "admin"],
      ["/settings/applications", "owner"],
    ] as const) {
      await guest.goto(facts.url + path);
      await expect(guest.getByText(`This page needs the role ${role}.`)).toBeVisible();
      await expect(guest.getByText("Yours is viewer.")).toBeVisible();
    }
    await guest.screenshot({ path: info.outputPath("role-needed.png") });
  });

  await test.step("an action that is called without its page is refused", async () => {
    const answer = await replayRename(owner, guest);
    expect(answer).toContain("This needs the role admin in the workspace, and yours is viewer.");
  });

  await test.step("as an editor the same person sets up a source", async () => {
    await openSettings(owner, "Members");
    await choose(owner, "Role of Vic", /^Editor/);
    await expect(owner.getByText("Vic is editor now.")).toBeVisible();
    await guest.goto(facts.url);
    await addSampleSource(guest, "Source of Vic", 5);
  });

  await test.step("once removed, the next click leads out, and the password opens nothing", async () => {
    await owner.getByRole("button", { name: "Remove Vic" }).click();
    const dialog = owner.getByRole("alertdialog");
    await expect(dialog).toContainText(vic.email);
    await dialog.getByRole("button", { name: "Remove member" }).click();
    await expect(memberRow(owner, "Vic")).toBeHidden();
    await guest.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Sources" }).click();
    await expect(guest.getByRole("button", { name: "Sign in" })).toBeVisible();
    await signIn(guest, vic.email, vic.password);
    await expect(guest.getByText("This account is in no workspace any more.")).toBeVisible();
  });

  await test.step("another link takes the account in again; it is revoked, and says so", async () => {
    const again = await invite(owner, vic.email);
    await guest.goto(again);
    await guest.getByRole("link", { name: "I have an account" }).click();
    // The form before it has a password too.
    await expect(guest.getByRole("link", { name: "I am new here" })).toBeVisible();
    await field(guest, "Password").fill("not the password");
    await guest.getByRole("button", { name: "Join" }).click();
    await expect(guest.getByText("This e-mail address and password do not belong together.")).toBeVisible();
    await owner.getByRole("button", { name: `Revoke the invitation for ${vic.email}` }).click();
    await expect(owner.getByText("No invitation is open.")).toBeVisible();
    await guest.reload();
    await expect(guest.getByRole("heading", { name: "This invitation was revoked" })).toBeVisible();
  });

  await test.step("the audit log has all of it, narrowed by the address, and as a file", async () => {
    await openSettings(owner, "Audit log");
    const rows = owner.getByRole("table", { name: "Audit log" }).getByRole("row");
    await expect(rows.nth(1)).toContainText("revoked an invitation");
    await owner.getByRole("button", { name: "What" }).click();
    await owner.getByRole("menuitemradio", { name: "joined", exact: true }).click();
    await expect(owner).toHaveURL(/action=member\.joined/);
    await expect(rows).toHaveCount(2);
    await expect(rows.nth(1)).toContainText(/Vic.*joined.*role viewer/);
    const download = owner.waitForEvent("download");
    await owner.getByRole("link", { name: "Download CSV" }).click();
    expect((await download).suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
  });
  await guest.context().close();
});

test("the system page has version, health, disk and the way to a backup", async ({ owner }) => {
  await openSettings(owner, "System");
  const health = owner.getByRole("table", { name: "Health" }).getByRole("row");
  await expect(health).toHaveCount(4);
  for (const part of ["Database", "Executor", "Workers"]) {
    await expect(health.filter({ hasText: part })).toContainText("Well");
  }
  await expect(owner.getByText(/^\d+(\.\d+)? GB$/).last()).toBeVisible();
  await expect(owner.getByText("npm run sluice -- backup sluice.backup")).toBeVisible();
  await expect(owner.getByText("None is known on this machine.")).toBeVisible();
});

async function newPage(browser: Browser): Promise<Page> {
  return (await browser.newContext({ viewport: { width: 1280, height: 860 } })).newPage();
}

function memberRow(page: Page, name: string) {
  return page.getByRole("table", { name: "Members" }).getByRole("row").filter({ hasText: name });
}

/** As an owner; the address that is shown once. */
async function invite(page: Page, email: string): Promise<string> {
  await openSettings(page, "Members");
  await page.getByRole("button", { name: "Invite member" }).click();
  await field(page, "E-mail").fill(email);
  await page.getByRole("button", { name: "Make link" }).click();
  const once = page.getByRole("region", { name: `Invitation for ${email}` });
  const link = await once.locator("pre").innerText();
  await expect(page.getByRole("table", { name: "Open invitations" })).toContainText(email);
  await once.getByRole("button", { name: "I have copied it" }).click();
  return link;
}

/** Sends what the owner's page sends to rename the workspace once more, with the guest's session. */
async function replayRename(owner: Page, guest: Page): Promise<string> {
  await openSection(owner, "Settings");
  const sent = owner.waitForRequest((request) => request.headers()["next-action"] !== undefined);
  await owner.getByRole("button", { name: "Rename" }).click();
  const request = await sent;
  const { "next-action": action = "", "content-type": type = "" } = request.headers();
  const answer = await guest.request.post(request.url(), {
    headers: { "next-action": action, "content-type": type, origin: new URL(request.url()).origin },
    data: request.postDataBuffer() ?? "",
  });
  return answer.text();
}
