import type { Page, Request, Route } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { fetchedAhead } from "./support/fetched-ahead";
import { hold } from "./support/hold";
import { field } from "./support/steps";
import { expect, test } from "./support/test";

const notice = (page: Page) => page.getByRole("status", { name: "Connection to the console" });
const runs = (page: Page) => page.getByRole("table", { name: "Runs" }).getByRole("row");
const isPoll = (request: Request) => request.url().includes("/api/internal/");

test.describe("a page that follows a sync", () => {
  // Without a network no request and no further part of the program comes.
  test.use({ expectedComplaints: [/ERR_(INTERNET_DISCONNECTED|NETWORK_CHANGED)|^ChunkLoadError: /] });

  test("says that the network is gone, keeps what it shows, waits with what is clicked, and goes on by itself", async ({
    owner: page,
    request,
    facts,
    context,
  }, info) => {
    const id = await connect(await ConsoleApi.open(request, facts), "Long", 5_000_000);
    await page.goto(`${facts.url}/connections/${id}`);
    await page.getByRole("button", { name: "Sync now" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Moving" }).first()).toBeVisible({
      timeout: 60_000,
    });
    await expect(runs(page).nth(1)).toContainText("Running");

    await test.step("gone", async () => {
      await context.setOffline(true);
      await expect(notice(page)).toContainText("The console cannot be reached.");
      await expect(runs(page).nth(1)).toContainText("Running");
      await page.screenshot({ path: info.outputPath("offline.png") });
    });

    await test.step("what is clicked waits, and no error page comes", async () => {
      await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Sources" }).click();
      await expect(notice(page)).toBeVisible();
      await expect(page.getByRole("navigation", { name: "Sections" })).toBeVisible();
    });

    await test.step("back: the click is carried out, the notice is gone", async () => {
      await context.setOffline(false);
      await expect(page.getByRole("heading", { level: 1, name: "Sources" })).toBeVisible();
      await expect(notice(page)).toBeEmpty();
    });

    await test.step("the sync has gone on meanwhile, and is followed again after another break", async () => {
      await page.goto(`${facts.url}/connections/${id}`);
      await expect(runs(page).nth(1)).toContainText("Running");
      await context.setOffline(true);
      await expect(notice(page)).toContainText("it goes on by itself");
      await context.setOffline(false);
      await expect(notice(page)).toBeEmpty();
      await page.getByRole("button", { name: "Cancel sync" }).click();
      await expect(runs(page).nth(1)).toContainText("Cancelled", { timeout: 60_000 });
    });
  });
});

test.describe("a page whose code does not come", () => {
  test.use({ expectedComplaints: [/ERR_INTERNET_DISCONNECTED|status of 404|^ChunkLoadError: /] });

  test("comes by itself once the network is back", async ({ owner: page, facts, context }) => {
    // Nothing else is fetched ahead, so that the code which is refused is that of the page.
    await page.route(/_rsc=/, (route) => route.fulfill({ status: 404 }));
    const { release } = await hold(page, /\/sources\?.*_rsc=/);
    await page.goto(`${facts.url}/connections`);
    await expect(page.getByRole("heading", { level: 1, name: "Connections" })).toBeVisible();
    const isCode = /\/_next\/static\//;
    const refuse = (route: Route) => route.abort("internetdisconnected");
    await page.route(isCode, refuse);
    const refused = page.waitForEvent("requestfailed", (failed) => isCode.test(failed.url()));
    await Promise.all([fetchedAhead(page, "/sources"), refused, release()]);
    await context.setOffline(true);
    await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Sources" }).click();
    await expect(page.getByText("loaded again as soon as the console can be reached")).toBeVisible();
    await page.unrouteAll();
    await context.setOffline(false);
    await expect(page.getByRole("heading", { level: 1, name: "Sources" })).toBeVisible();
  });
});

test.describe("a form whose answer is lost on the way", () => {
  test.use({ expectedComplaints: [/ERR_CONNECTION_RESET/] });

  test("is sent again by itself, and makes one thing", async ({ owner: page, facts }) => {
    await page.goto(`${facts.url}/sources/new?type=sample`);
    await field(page, "Name").fill("Once only");
    let lost = 0;
    await page.route(/\/sources\/new/, async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return route.fallback();
      lost++;
      await route.fetch();
      await route.abort("connectionreset");
    });
    await page.getByRole("button", { name: "Set up" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Once only" })).toBeVisible();
    expect(lost).toBe(1);
    await page.goto(`${facts.url}/sources?search=Once+only`);
    await expect(
      page.getByRole("table", { name: "Sources" }).getByRole("link", { name: "Once only" }),
    ).toHaveCount(1);
  });
});

test("a hidden tab asks nothing, and catches up when it is shown; each fact is asked for once at a time", async ({
  owner: page,
  request,
  facts,
}) => {
  const api = await ConsoleApi.open(request, facts);
  const id = await connect(api, "Hidden", 5_000_000);
  const traffic = watchTraffic(page);
  await page.goto(`${facts.url}/connections/${id}`);
  await page.getByRole("button", { name: "Sync now" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Moving" }).first()).toBeVisible({ timeout: 60_000 });
  // The log is loaded last, and asks when it comes.
  await expect(page.getByText(/Planned \d/).first()).toBeVisible();

  await test.step("hidden, it asks nothing while the sync is cancelled elsewhere", async () => {
    await show(page, false);
    // What follows from the last answer may still come.
    let last = -1;
    const isStill = () => {
      const now = traffic.asked().length;
      const wasStill = traffic.pending() === 0 && now === last;
      last = now;
      return wasStill;
    };
    await expect.poll(isStill, { intervals: [500] }).toBe(true);
    const before = traffic.asked().length;
    expect(before).toBeGreaterThan(0);
    await api.cancel(id);
    expect(traffic.asked().slice(before)).toEqual([]);
    await expect(runs(page).nth(1)).toContainText("Running");
  });

  await test.step("shown again, it catches up", async () => {
    await show(page, true);
    await expect(runs(page).nth(1)).toContainText("Cancelled");
  });

  await test.step("several parts show the same runs; the tab asks for them in one place", async () => {
    expect(traffic.overlapping()).toEqual([]);
    expect(traffic.sockets()).toBe(0);
  });
});

test.describe("what is opened without a network", () => {
  test.use({ expectedComplaints: [/ERR_INTERNET_DISCONNECTED/] });

  test("leaves the page as it is, and comes when the network is back", async ({
    owner: page,
    facts,
    context,
  }) => {
    await page.goto(`${facts.url}/connections`);
    const table = page.getByRole("heading", { level: 1, name: "Connections" });
    await expect(table).toBeVisible();
    const palette = page.getByRole("dialog", { name: "Commands" });
    await context.setOffline(true);
    const refused = page.waitForEvent("requestfailed", (failed) => failed.url().includes("/_next/static/"));
    await page.keyboard.press("Control+k");
    await refused;
    await expect(table).toBeVisible();
    await expect(palette).toBeHidden();
    await context.setOffline(false);
    await expect(palette).toBeVisible();
  });
});

/** What goes over the wire for live facts. */
function watchTraffic(page: Page) {
  const open = new Map<Request, string>();
  const asked: string[] = [];
  /** What was on its way when the same was asked for again; one that is given up for the other does not count. */
  const twice = new Map<Request, string>();
  let sockets = 0;
  page.on("websocket", () => sockets++);
  page.on("request", (request) => {
    if (!isPoll(request)) return;
    for (const [earlier, url] of open) if (url === request.url()) twice.set(earlier, url);
    open.set(request, request.url());
    asked.push(request.url());
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => {
    open.delete(request);
    if (request.failure()?.errorText === "net::ERR_ABORTED") twice.delete(request);
  });
  return {
    asked: () => asked,
    pending: () => open.size,
    overlapping: () => [...twice.values()],
    sockets: () => sockets,
  };
}

/** As the browser tells a page that its tab was covered or uncovered; a headless one never is. */
async function show(page: Page, isShown: boolean): Promise<void> {
  await page.evaluate((shown) => {
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (shown ? "visible" : "hidden"),
    });
    Object.defineProperty(document, "hidden", { configurable: true, get: () => !shown });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, isShown);
}

async function connect(api: ConsoleApi, name: string, count: number): Promise<string> {
  const sourceId = await api.source(`${name} people`, { sourceType: "sample", count });
  const destinationId = await api.destination(`${name} file`, {
    destinationType: "duckdb",
    destination_path: `${name.toLowerCase()}.duckdb`,
  });
  const streams = [{ name: "users", syncMode: "full_refresh_overwrite" }];
  return api.connection(name, { sourceId, destinationId }, { configurations: { streams } });
}
