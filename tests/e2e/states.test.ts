import type { Page, Route } from "@playwright/test";
import { ConsoleApi } from "./support/api";
import { fetchedAhead } from "./support/fetched-ahead";
import { hold } from "./support/hold";
import { openSection } from "./support/steps";
import { expect, test } from "./support/test";

const errorId = "0d9f4f4e-away";

// What the console is made to answer here.
test.use({ expectedComplaints: [/status of 503/] });

test("screens say what they wait for, why there is nothing, and what could not be read, which is read again", async ({
  owner: page,
  request,
  facts,
}) => {
  const api = await ConsoleApi.open(request, facts);
  const { sourceId, connectionId } = await connectSample(api, "Tide");
  expect(await api.sync(connectionId)).toBe("succeeded");

  await test.step("a page that is on its way has its shape", async () => {
    await page.goto(`${facts.url}/connections`, { waitUntil: "commit" });
    await fetchedAhead(page, "/runs");
    const { release } = await hold(page, /\/runs\?.*_rsc=/);
    const sections = page.getByRole("navigation", { name: "Sections" });
    await sections.getByRole("link", { name: "Runs" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Loading the runs" })).toBeAttached();
    await release();
    await expect(page.getByRole("table", { name: "All runs" })).toBeVisible();
    await sections.getByRole("link", { name: "Quarantine" }).click();
    await expect(page.getByText("No row waits: all that was read was written.")).toBeVisible();
  });

  await test.step("a list that a filter leaves empty shows all again", async () => {
    await page.goto(`${facts.url}/sources?search=moon`);
    await expect(page.getByText("Nothing here is named like “moon”.")).toBeVisible();
    await page.getByRole("link", { name: "Show all sources" }).click();
    await expect(
      page.getByRole("table", { name: "Sources" }).getByRole("link", { name: "Tide" }),
    ).toBeVisible();
  });

  await test.step("the catalogue says that nothing is like what was searched", async () => {
    await page.goto(`${facts.url}/sources/new`);
    await page.getByRole("combobox", { name: "Source type" }).fill("moon");
    await expect(page.getByText("No connector here matches “moon”.")).toBeVisible();
  });

  await test.step("streams that could not be read are read again", async () => {
    await failsThenMends(page, /\/api\/internal\/sources\/[^/]+\/streams/, {
      open: () => page.goto(`${facts.url}/sources/${sourceId}`),
      says: "The streams could not be read",
      then: async () => expect(page.getByRole("table", { name: "Streams" })).toContainText("users"),
    });
  });

  await test.step("charts that could not be read are read again, and the list stands meanwhile", async () => {
    await failsThenMends(page, /\/api\/internal\/runs\/stats/, {
      open: () => openSection(page, "Runs"),
      says: "The charts could not be read",
      then: async () => expect(page.getByRole("figure", { name: /^Rows by/ })).toBeVisible(),
    });
    await expect(
      page.getByRole("table", { name: "All runs" }).getByRole("link", { name: "Tide to bay" }),
    ).toBeVisible();
  });
});

test.describe("what is not there", () => {
  test.use({ expectedComplaints: [/status of 404/] });

  test("is answered with 404, whatever it is and whichever of its pages, and leads on", async ({
    owner: page,
    request,
    facts,
  }) => {
    const api = await ConsoleApi.open(request, facts);
    const [here, other] = [await connectSample(api, "Ebb"), await connectSample(api, "Flow")];
    expect(await api.sync(here.connectionId)).toBe("succeeded");
    await page.goto(`${facts.url}/connections/${here.connectionId}`);
    const run = page.getByRole("table", { name: "Runs" }).getByRole("link").first();
    const runId = (await run.getAttribute("href"))?.split("/").at(-1) ?? "";
    const unknown = "00000000-0000-4000-8000-000000000000";
    const tabs = ["", "/replication", "/transformation", "/settings", "/timeline", "/data", `/runs/${runId}`];
    const missing = [
      ...tabs.map((tab) => `/connections/${unknown}${tab}`),
      `/connections/${here.connectionId}/runs/${unknown}`,
      // That run is another connection's.
      `/connections/${other.connectionId}/runs/${runId}`,
      ...["", "/settings", "/add-destination"].map((tab) => `/sources/${unknown}${tab}`),
      ...["", "/settings"].map((tab) => `/destinations/${unknown}${tab}`),
      `/settings/members/${unknown}`,
      "/sources/tide",
      `/quarantine?connection=${unknown}`,
      `/connections/new?source=${unknown}`,
      `/connections/new?source=${here.sourceId}&destination=${unknown}`,
    ];
    for (const path of missing) {
      expect((await page.goto(facts.url + path))?.status(), path).toBe(404);
      await expect(page.getByText("It may have been deleted"), path).toBeVisible();
    }
    await page.goto(`${facts.url}/quarantine?connection=${unknown}`);
    await openSection(page, "Quarantine");
    for (const path of [
      `/quarantine?connection=${here.connectionId}`,
      `/connections/new?source=${here.sourceId}`,
    ])
      expect((await page.goto(facts.url + path))?.status(), path).toBe(200);
    await page.context().addCookies([{ name: "sluice-theme", value: "dark", url: facts.url }]);
    const answer = await page.request.get(`${facts.url}/connections/${unknown}`);
    expect(await answer.text(), "dark before any script has run").toContain('"color-scheme" content="dark"');
    for (const tab of tabs) {
      const path = `/connections/${here.connectionId}${tab}`;
      expect((await page.goto(facts.url + path))?.status(), path).toBe(200);
    }
  });
});

interface Failing {
  open: () => Promise<unknown>;
  says: string;
  then: () => Promise<void>;
}

/** The console's answer fails until it is asked for again. */
async function failsThenMends(page: Page, address: RegExp, { open, says, then }: Failing): Promise<void> {
  await page.route(address, refuse);
  await open();
  const alert = page.getByRole("alert").filter({ hasText: says });
  await expect(alert).toContainText("The console's database does not answer.");
  await expect(alert).toContainText(errorId);
  await page.unroute(address, refuse);
  await alert.getByRole("button", { name: "Read again" }).click();
  await then();
  await expect(alert).toBeHidden();
}

async function refuse(route: Route): Promise<void> {
  await route.fulfill({
    status: 503,
    json: {
      status: 503,
      detail: "The console's database does not answer.",
      data: { errorId },
    },
  });
}

async function connectSample(api: ConsoleApi, name: string) {
  const sourceId = await api.source(name, { sourceType: "sample", count: 20 });
  const destinationId = await api.destination(`${name} bay`, {
    destinationType: "duckdb",
    destination_path: `${name.toLowerCase()}-bay.duckdb`,
  });
  const streams = [{ name: "users", syncMode: "full_refresh_overwrite" }];
  const ends = { sourceId, destinationId };
  const connectionId = await api.connection(`${name} to bay`, ends, { configurations: { streams } });
  return { sourceId, connectionId };
}
