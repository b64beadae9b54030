import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { isSignedBy } from "../../lib/notifications/signature";
import { startReceiver, type Receiver } from "../support/webhook-receiver";
import { confirmDelete, field, openSection } from "./support/steps";
import { expect, test } from "./support/test";

let receiver: Receiver;
test.beforeAll(async () => {
  receiver = await startReceiver();
});
test.afterAll(() => receiver.stop());

test("a webhook channel is added and tested, hears a failing sync signed, and nothing of a silent connection", async ({
  owner,
  request,
  facts,
}) => {
  const page = owner;
  await openNotifications(page);
  await expect(page.getByText("Nobody is told yet.")).toBeVisible();
  await look(page, "empty");

  const secret = await test.step("the dialog names what is missing, tests, and saves", async () => {
    await page.getByRole("button", { name: "Add channel" }).click();
    await page.getByRole("menuitem", { name: "Webhook" }).click();
    await page.getByRole("button", { name: "Save channel" }).click();
    await expect(field(page, "Name")).toBeFocused();
    await expect(page.getByText("must not be empty")).toBeVisible();
    await field(page, "Name").fill("Operations");
    await field(page, "Address").fill("mailto:ops@example.com");
    await page.getByRole("button", { name: "Save channel" }).click();
    await expect(field(page, "Address")).toBeFocused();
    await expect(page.getByText("must be an http or https address")).toBeVisible();
    await field(page, "Address").fill(receiver.url);
    receiver.answers.push({ status: 202, body: "noted" });
    await page.getByRole("button", { name: "Send a test" }).click();
    await expect(page.getByRole("status").filter({ hasText: "elivered." })).toContainText(
      "Delivered. It answered 202 Accepted: noted.",
    );
    await look(page, "dialog");
    await page.getByRole("button", { name: "Save channel" }).click();
    const shown = page.getByRole("region", { name: "Signing secret of Operations" });
    await expect(shown).toBeVisible();
    const text = (await shown.locator("pre").innerText()).trim();
    expect(text).toMatch(/^whsec_[\w-]{43}$/);
    await shown.getByRole("button", { name: "I have copied it" }).click();
    return text;
  });

  await test.step("a test says what came back, whatever it is", async () => {
    receiver.answers.push({ status: 503, body: "under repair" });
    await page.getByRole("button", { name: "Send a test to Operations" }).click();
    await expect(page.getByRole("status").filter({ hasText: "elivered." })).toContainText(
      "Not delivered. It answered 503 Service Unavailable: under repair.",
    );
    expect(await page.content()).not.toContain(secret);
  });

  const api = await apiOf(request, facts);
  const connection = await brokenConnection(api, facts.files);

  await test.step("a failing sync arrives, signed, and the page says that it was delivered", async () => {
    receiver.received.length = 0;
    await api.post("jobs", { connectionId: connection.id, jobType: "sync" });
    await expect.poll(() => receiver.received.length, { timeout: 90_000 }).toBe(1);
    const [arrived] = receiver.received;
    const body = arrived?.body ?? "";
    const header = String(arrived?.headers["sluice-signature"]);
    expect(isSignedBy(secret, { header, body })).toBe(true);
    expect(JSON.parse(body)).toMatchObject({
      version: 1,
      event: "run.failed",
      connection: { id: connection.id, name: connection.name },
      run: { status: "failed" },
      url: expect.stringContaining(`${facts.url}/connections/${connection.id}/runs/`),
    });
    await page.reload();
    await page.getByText("Last deliveries").click();
    const row = page
      .getByRole("table", { name: "Deliveries of Operations" })
      .getByRole("row", { name: /Told by a test failed/ });
    await expect(row).toContainText("Delivered");
    await look(page, "channels");
  });

  await test.step("it is sent again where someone asks", async () => {
    await page.getByRole("button", { name: "Send “Told by a test failed” again" }).click();
    await expect.poll(() => receiver.received.length).toBe(2);
    const [first, second] = receiver.received;
    expect(second?.headers["sluice-delivery"]).toBe(first?.headers["sluice-delivery"]);
  });

  await test.step("a silent connection says nothing, while another is heard", async () => {
    const silent = await brokenConnection(api, facts.files, "Silent");
    await page.goto(`${facts.url}/connections/${silent.id}/settings`);
    const failed = page.getByRole("checkbox", { name: "A run failed" });
    await failed.click();
    await expect(failed).not.toBeChecked();
    await expect(async () => {
      await page.reload();
      await expect(failed).not.toBeChecked({ timeout: 1_000 });
    }).toPass();
    receiver.received.length = 0;
    await api.post("jobs", { connectionId: silent.id, jobType: "sync" });
    await expect(async () => {
      const { status } = await api.get<{ status: string }>(`jobs?connectionId=${silent.id}`);
      expect(status).toBe("failed");
    }).toPass({ timeout: 90_000 });
    const heard = await brokenConnection(api, facts.files, "Heard");
    await api.post("jobs", { connectionId: heard.id, jobType: "sync" });
    await expect.poll(() => receiver.received.length, { timeout: 90_000 }).toBe(1);
    expect(receiver.received[0]?.body).toContain("Heard");
  });

  await test.step("it is switched off, edited with its secret kept, and deleted", async () => {
    await openNotifications(page);
    const isOn = page.getByRole("switch", { name: "Operations is on" });
    await isOn.click();
    await expect(page.getByText("Nothing while it is off.")).toBeVisible();
    await page.getByRole("button", { name: "Edit Operations" }).click();
    await expect(page.getByRole("dialog")).toContainText("Stored, encrypted");
    await page.getByRole("button", { name: "Choose all" }).click();
    await page.getByRole("button", { name: "Save channel" }).click();
    await expect(page.getByRole("dialog")).toBeHidden();
    await expect(page.getByRole("list", { name: "Channels" })).toContainText("Everything");
    await confirmDelete(page, "Delete Operations", ["channel Operations"]);
    await expect(page.getByText("Nobody is told yet.")).toBeVisible();
  });
});

test("who changes a channel from an old look is told", async ({ owner, facts }) => {
  const page = owner;
  await openNotifications(page);
  await page.getByRole("button", { name: "Add channel" }).click();
  await page.getByRole("menuitem", { name: "Slack" }).click();
  await field(page, "Name").fill("Team");
  await field(page, "Webhook address").fill(receiver.url);
  await page.getByRole("button", { name: "Save channel" }).click();
  await expect(page.getByRole("list", { name: "Channels" })).toContainText("Incoming webhook");
  expect(await page.content()).not.toContain(receiver.url);

  const other = await page.context().newPage();
  await other.goto(`${facts.url}/settings/notifications`);
  await other.getByRole("button", { name: "Edit Team" }).click();
  await field(other, "Name").fill("Theirs");
  await page.getByRole("button", { name: "Edit Team" }).click();
  await other.getByRole("button", { name: "Save channel" }).click();
  await expect(other.getByRole("heading", { name: "Theirs" })).toBeVisible();
  await other.close();
  await field(page, "Name").fill("Mine");
  await page.getByRole("button", { name: "Save channel" }).click();
  await expect(page.getByRole("dialog")).toContainText("Someone has changed this channel");
  await page.keyboard.press("Escape");
  await page.getByRole("alertdialog").getByRole("button", { name: "Leave" }).click();
  await page.reload();
  await confirmDelete(page, "Delete Theirs", ["channel Theirs"]);
});

async function openNotifications(page: Page): Promise<void> {
  await openSection(page, "Settings");
  await page.getByRole("link", { name: "Notifications" }).click();
  await expect(page.getByRole("heading", { name: "Channels" })).toBeVisible();
}

/** Both themes and the narrow width, for whoever looks at how it looks; and nothing scrolls sideways. */
async function look(page: Page, name: string): Promise<void> {
  const folder = process.env.SLUICE_E2E_LOOKS;
  for (const [scheme, width] of [
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
  ] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.setViewportSize({ width, height: 860 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    if (folder) await page.screenshot({ path: path.join(folder, `${name}-${scheme}-${width}.png`) });
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1280, height: 860 });
}

interface Api {
  get<T>(what: string): Promise<T>;
  post<T>(what: string, data: object): Promise<T>;
}

async function apiOf(
  request: APIRequestContext,
  facts: { url: string; clientId: string; clientSecret: string },
): Promise<Api> {
  const api = `${facts.url}/api/public/v1`;
  const answer = await request.post(`${api}/applications/token`, {
    data: { client_id: facts.clientId, client_secret: facts.clientSecret },
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${token}` };
  return {
    get: async (what) => {
      const page = (await (await request.get(`${api}/${what}`, { headers })).json()) as { data: unknown[] };
      return page.data[0] as never;
    },
    post: async (what, data) => {
      const made = await request.post(`${api}/${what}`, { headers, data });
      expect(made.status(), await made.text()).toBe(200);
      return (await made.json()) as never;
    },
  };
}

/** A connection whose every sync fails: its destination is a file that is no database. */
async function brokenConnection(
  api: Api,
  files: string,
  name = "Told by a test",
): Promise<{ id: string; name: string }> {
  const file = `${name.toLowerCase().replaceAll(" ", "-")}.duckdb`;
  await writeFile(path.join(files, file), "not a database ".repeat(1_000));
  const { workspaceId } = await api.get<{ workspaceId: string }>("workspaces");
  const { sourceId } = await api.post<{ sourceId: string }>("sources", {
    ...{ workspaceId, name: `${name} source` },
    configuration: { sourceType: "sample", count: 10 },
  });
  const { destinationId } = await api.post<{ destinationId: string }>("destinations", {
    ...{ workspaceId, name: `${name} destination` },
    configuration: { destinationType: "duckdb", destination_path: file },
  });
  const made = await api.post<{ connectionId: string }>("connections", { name, sourceId, destinationId });
  return { id: made.connectionId, name };
}
