import type { APIRequestContext } from "@playwright/test";
import { expect, test } from "./support/test";
import {
  addDuckdbDestination,
  addSampleSource,
  confirmDelete,
  expectVerified,
  openSettings,
  setUpConnection,
  field,
} from "./support/steps";

test("an API application made in Settings starts a job that the browser sees end green", async ({
  owner,
  request,
  facts,
}) => {
  const page = owner;
  const api = `${facts.url}/api/public/v1`;
  await addSampleSource(page, "API people", 10);
  await addDuckdbDestination(page, "API file", "api.duckdb");
  await setUpConnection(page);
  await expectVerified(page, 1, { users: 10 });
  const connectionId = new URL(page.url()).pathname.split("/").at(-1);
  const connectionUrl = page.url();

  await openSettings(page, "API applications");
  await field(page, "Application name").fill("nightly");
  await page.getByRole("button", { name: "Create application" }).click();
  const credentials = page.getByRole("region", { name: "Credentials of nightly" });
  await expect(credentials).toBeVisible();
  const [clientId, clientSecret] = await credentials.locator("pre").allInnerTexts();
  expect(clientSecret?.length).toBeGreaterThan(30);
  const token = await accessToken(request, api, clientId, clientSecret);

  const workspaces = await request.get(`${api}/workspaces`, { headers: bearer(token) });
  expect(workspaces.status()).toBe(200);
  expect(((await workspaces.json()) as { data: unknown[] }).data).toHaveLength(1);

  await page.goto(connectionUrl);
  const job = await request.post(`${api}/jobs`, {
    headers: bearer(token),
    data: { connectionId, jobType: "sync" },
  });
  expect(job.status()).toBe(200);
  await expectVerified(page, 2, { users: 10 });
  await expect(page.getByRole("table", { name: "Runs" }).getByRole("row").nth(1)).toContainText(/API/i);

  await test.step("the secret is not shown again, and a deleted application's token ends", async () => {
    await openSettings(page, "API applications");
    await expect(page.getByRole("cell", { name: "nightly", exact: true })).toBeVisible();
    expect(await page.content()).not.toContain(clientSecret);
    await confirmDelete(page, "Delete nightly", ["application nightly"]);
    await expect(page.getByRole("cell", { name: "nightly", exact: true })).toBeHidden();
    expect((await request.get(`${api}/workspaces`, { headers: bearer(token) })).status()).toBe(401);
  });
});

test("the application of the environment gets a token", async ({ request, facts }) => {
  const api = `${facts.url}/api/public/v1`;
  expect(await accessToken(request, api, facts.clientId, facts.clientSecret)).not.toBe("");
});

async function accessToken(
  request: APIRequestContext,
  api: string,
  clientId: string | undefined,
  clientSecret: string | undefined,
): Promise<string> {
  const answer = await request.post(`${api}/applications/token`, {
    data: { client_id: clientId, client_secret: clientSecret },
  });
  expect(answer.status()).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}
