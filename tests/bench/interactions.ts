import { chromium, type Page } from "@playwright/test";
import { findChromium } from "@/lib/bootstrap/chromium.mjs";
import type { BenchConsole } from "./console";
import { median, row, type BenchResult } from "./report";
import type { BenchServer } from "./server";

const rounds = 5;
const slowdown = 4;
/** Chromium tells of no event that took less. */
const shortestMs = 16;
const tables = 120;
const database = "sluice_bench_wide";

interface Interaction {
  what: string;
  /** The screen it is on. */
  place: string;
  press: (page: Page) => Promise<void>;
  /** What makes the screen as it was before; Escape, unless given. */
  undo?: (page: Page) => Promise<void>;
}

/** From a press to the next frame that is painted, in a browser whose processor is four times as slow as this one. */
export async function measureInteractions(
  console: BenchConsole,
  server: BenchServer,
  connectionId: string,
): Promise<BenchResult> {
  const name = "Interactions";
  const executablePath = await findChromium();
  if (!executablePath) return { name, note: "not measured: there is no Chromium here", rows: [] };
  const wide = await connectWide(console, server);
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
    await page.context().addCookies(console.session());
    await page.addInitScript(watchEvents);
    const inspector = await page.context().newCDPSession(page);
    await inspector.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    const rows = [];
    for (const interaction of interactionsOf(`connections/${connectionId}`, `connections/${wide}`))
      rows.push(row(interaction.what, await measure(page, console.url, interaction), "ms", { below: 200 }));
    return {
      name,
      note: `press to next paint, processor slowed ${slowdown} times; median of ${rounds}; ${tables} streams`,
      rows,
    };
  } finally {
    await browser.close();
  }
}

function interactionsOf(connection: string, wide: string): Interaction[] {
  const button = (name: string | RegExp) => (page: Page) =>
    page.getByRole("button", { name, exact: true }).first().click();
  const choice = (name: string | RegExp) => (page: Page) =>
    page.getByRole("combobox", { name }).first().click();
  const type = (label: RegExp) => (page: Page) => page.getByLabel(label).first().press("a");
  const nothing = async () => undefined;
  return [
    { what: "Connections: a filter", place: "connections", press: button("State") },
    {
      what: "Connections: type in the search",
      place: "connections",
      press: type(/^Search connections$/),
      undo: nothing,
    },
    { what: "Connections: ⌘K", place: "connections", press: (page) => page.keyboard.press("Control+k") },
    { what: "Connections: the theme menu", place: "connections", press: button("Theme") },
    { what: "Connection: its menu", place: connection, press: button("More actions") },
    { what: "Settings: a dialog", place: `${connection}/settings`, press: button("Delete connection") },
    { what: "Settings: a select", place: `${connection}/settings`, press: choice(/^Frequency/) },
    {
      what: "Settings: type in a field",
      place: `${connection}/settings`,
      press: type(/^Name/),
      undo: nothing,
    },
    { what: "Replication: a stream's mode", place: `${wide}/replication`, press: choice(/^Sync mode of/) },
    { what: "Replication: the bulk edit", place: `${wide}/replication`, press: button(/^Edit \d/) },
    {
      what: "Replication: choose a stream",
      place: `${wide}/replication`,
      press: (page) =>
        page
          .getByRole("checkbox", { name: /^Sync / })
          .nth(5)
          .click(),
      undo: nothing,
    },
    {
      what: "Replication: type in the search",
      place: `${wide}/replication`,
      press: type(/^Search streams$/),
      undo: nothing,
    },
    {
      what: "Replication: type the stream prefix",
      place: `${wide}/replication`,
      press: type(/^Stream prefix/),
      undo: nothing,
    },
    {
      what: "Replication: ⌘K",
      place: `${wide}/replication`,
      press: (page) => page.keyboard.press("Control+k"),
    },
    { what: "Runs: a filter", place: "runs", press: button("Status") },
  ];
}

/** The first press, which may fetch code, is not counted: that is the network's time. */
async function measure(page: Page, home: string, { place, press, undo }: Interaction): Promise<number> {
  await page.goto(`${home}/${place}`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  const times: number[] = [];
  for (let round = -1; round < rounds; round++) {
    await page.evaluate(() => (globalThis.slowestMs = 0));
    await press(page);
    await untilPainted(page);
    if (round >= 0) times.push(Math.max(shortestMs, await page.evaluate(() => globalThis.slowestMs)));
    await (undo ? undo(page) : page.keyboard.press("Escape"));
    await untilPainted(page);
  }
  return median(times);
}

declare global {
  var slowestMs: number;
}

function watchEvents(): void {
  globalThis.slowestMs = 0;
  new PerformanceObserver((list) => {
    // Pointing at something is an event, but no interaction.
    for (const { duration, interactionId } of list.getEntries() as unknown as {
      duration: number;
      interactionId: number;
    }[])
      if (interactionId > 0) globalThis.slowestMs = Math.max(globalThis.slowestMs, duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
}

/** What floats has come or gone, and its events have been told of. */
function untilPainted(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve, 50)), 400)),
  );
}

/** A connection whose source has many tables. */
async function connectWide(console: BenchConsole, server: BenchServer): Promise<string> {
  const client = await server.create(database);
  const names = Array.from({ length: tables }, (_, index) => `t_${String(index).padStart(3, "0")}`);
  await client.query(
    names.map((name) => `CREATE TABLE ${name} (id int PRIMARY KEY, name text, at timestamptz);`).join("\n"),
  );
  return console.connect({
    source: { type: "postgres", config: server.configOf(database) },
    destination: { type: "duckdb", config: { destination_path: "wide.duckdb" } },
    stream: { namespace: "public", name: "t_000", syncMode: "full_refresh_overwrite" },
  });
}
