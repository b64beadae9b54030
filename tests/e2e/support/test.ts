import { expect, test as base, type Cookie, type Page, type Response } from "@playwright/test";
import { consoleFacts, type ConsoleFacts } from "./facts";
import { plantedSecrets } from "./planted";

interface Fixtures {
  facts: ConsoleFacts;
  /** What the page may complain about, where that is what the test is for. */
  expectedComplaints: RegExp[];
  /** A page on which nobody is signed in. */
  page: Page;
  /** The same, signed in as the owner. */
  owner: Page;
}

/** That of the test before; a changed password has ended it. */
let session: Cookie[] = [];

/** Every page is watched: an error in the browser's console or a secret in an answer fails the test. */
export const test = base.extend<Fixtures>({
  expectedComplaints: [[], { option: true }],
  facts: async ({}, provide) => provide(consoleFacts()),
  baseURL: async ({ facts }, provide) => provide(facts.url),
  page: async ({ page, expectedComplaints, facts }, provide) => {
    const complaints: string[] = [];
    const answers: Promise<string | null>[] = [];
    page.on("pageerror", (error) => complaints.push(error.stack || `${error.name}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(`${message.text()} ${message.location().url}`);
    });
    page.on("response", (response) => answers.push(findSecret(response, facts)));
    await provide(page);
    const unexpected = complaints.filter((text) => !expectedComplaints.some((known) => known.test(text)));
    expect(unexpected, "errors in the browser's console").toEqual([]);
    expect((await Promise.all(answers)).filter(Boolean), "answers that hold a secret").toEqual([]);
  },
  owner: async ({ page, facts }, provide) => {
    await page.context().addCookies(session);
    await page.goto(facts.url);
    const rail = page.getByRole("navigation", { name: "Sections" });
    const form = page.getByLabel("E-mail");
    await expect(rail.or(form)).toBeVisible();
    if (await form.isVisible()) await signIn(page, facts.email, facts.password);
    await expect(rail).toBeVisible();
    session = await page.context().cookies();
    await provide(page);
  },
});

export { expect };

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The address of an answer that repeats a secret; answers that are gone with their page hold nothing shown. */
async function findSecret(response: Response, facts: ConsoleFacts): Promise<string | null> {
  if (/\/_next\/static\//.test(response.url())) return null;
  const body = await response.text().catch(() => "");
  const secrets = [...plantedSecrets, facts.password, facts.clientSecret];
  return secrets.some((secret) => body.includes(secret)) ? response.url() : null;
}
