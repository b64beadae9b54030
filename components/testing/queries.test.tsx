import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { ConnectionStatus } from "@/components/connections/connection-status";
import { QuarantineCard } from "@/components/quarantine/quarantine-card";
import { WaitingRows } from "@/components/quarantine/waiting-rows";
import { PollError } from "@/components/runs/api";
import { RunCharts } from "@/components/runs/overview/run-charts";
import { RunOverview } from "@/components/runs/overview/run-overview";
import { RunHistory } from "@/components/runs/run-history";
import { RunLog } from "@/components/runs/run-log";
import { RunTimeline } from "@/components/runs/run-timeline";
import { RunView } from "@/components/runs/run-view";
import { SchemaBrowser } from "@/components/sources/schema-browser";
import { StreamSample } from "@/components/sources/stream-sample";
import { RunStrip } from "@/components/status/run-strip";
import { toWire } from "@/lib/internal-api/json";
import { draw } from "./draw";
import { at, face, faces, liveRun, runSummary } from "./things";

const run = liveRun();
const runs = { items: [toWire(runSummary)], total: 1 };
const span = {
  startedAt: at.toISOString(),
  endedAt: at.toISOString(),
  outcome: "moved",
  slices: 1,
  attempt: 0,
  rows: "41",
  bytes: "1200",
  error: null,
};
const bucket = { at: at.toISOString(), runs: 1, succeeded: 1, failed: 0, rows: "41", bytes: "1200" };
const offered = {
  namespace: "public",
  name: "orders",
  fieldCount: 2,
  primaryKey: ["id"],
  supports: { fullRefresh: true, incremental: true, deletes: false },
  estimatedRows: 41,
};
const count = {
  connectionId: "shop",
  name: "Shop to lake",
  source: { connector: "postgres", name: "Shop" },
  destination: { connector: "postgres", name: "Lake" },
  rows: 3,
  streams: 1,
  latestAt: at.toISOString(),
};
const waiting = { id: "1", row: { id: "x" }, reason: "Too long.", field: "id", rowNumber: 0, syncId: 7 };

interface Screen {
  name: string;
  screen: ReactNode;
  /** Of the query that it stands on. */
  key: readonly unknown[];
  loading: string;
  error: string;
  states: { name: string; answer: unknown; shows: string | RegExp; besides?: Record<string, unknown> }[];
}

const screens: Screen[] = [
  {
    name: "a connection's status",
    screen: <ConnectionStatus connectionId="shop" />,
    key: ["runs", "shop"],
    loading: "Loading the runs",
    error: "The runs could not be read",
    states: [
      { name: "empty", answer: { items: [], total: 0 }, shows: "This connection has never synced." },
      {
        name: "full",
        answer: runs,
        shows: /Run 7 Succeeded .*orders/,
        besides: { [JSON.stringify(["runs", "one", "run-7"])]: run },
      },
    ],
  },
  {
    name: "a run",
    screen: <RunView runId="run-7" />,
    key: ["runs", "one", "run-7"],
    loading: "Loading the run",
    error: "The run could not be read",
    states: [
      { name: "without streams yet", answer: liveRun({ streams: [] }), shows: "Run 7" },
      { name: "full", answer: run, shows: /orders .*Proof/ },
    ],
  },
  {
    name: "the slices of a run",
    screen: <RunTimeline runId="run-7" live={false} />,
    key: ["runs", "one", "run-7", "timeline", false],
    loading: "Loading the slices",
    error: "The slices could not be read",
    states: [
      {
        name: "empty",
        answer: { feeds: [], totalFeeds: 1, totalSlices: 0 },
        shows: "No slice was moved in this run.",
      },
      {
        name: "full",
        answer: {
          feeds: [{ feedIndex: 0, streams: ["orders"], spans: [span] }],
          totalFeeds: 1,
          totalSlices: 1,
        },
        shows: /1 slice in 1 feed/,
      },
    ],
  },
  {
    name: "the log of a run",
    screen: <RunLog runId="run-7" live={false} streams={[]} />,
    key: ["log", "run-7", "total", { level: "info" }],
    loading: "Loading the log",
    error: "The log could not be read",
    states: [
      { name: "empty", answer: { total: 0, from: 0, lines: [] }, shows: "No line of this level." },
      { name: "full", answer: { total: 41, from: 0, lines: [] }, shows: "41 lines" },
    ],
  },
  {
    name: "the charts of all runs",
    screen: <RunCharts address="" period={undefined} />,
    key: ["runs", "stats", "timeZone=UTC"],
    loading: "Loading the charts",
    error: "The charts could not be read",
    states: [
      { name: "empty", answer: { unit: "day", buckets: [] }, shows: "No run to draw." },
      {
        name: "full",
        answer: { unit: "day", buckets: [{ ...bucket, durationMs: 1_000 }] },
        shows: /Succeeded 100 % Rows 41 rows/,
      },
    ],
  },
  {
    name: "the streams of a source",
    screen: <SchemaBrowser sourceId="shop" revision={0} />,
    key: ["sources", "shop", "streams", 0],
    loading: "Asking the source what it offers",
    error: "The streams could not be read",
    states: [
      {
        name: "empty",
        answer: { streams: [], discoveredAt: null },
        shows: "The source offers no stream that may be read.",
      },
      {
        name: "refused by the source",
        answer: { failure: { kind: "auth", message: "Wrong password.", field: [] } },
        shows: /Wrong password\. .*Ask again/,
      },
      {
        name: "full",
        answer: { streams: [offered], discoveredAt: at.toISOString() },
        shows: /1 stream .*orders/,
      },
    ],
  },
  {
    name: "what waits of a connection",
    screen: <QuarantineCard count={count} source={face} destination={face} opensAtOnce shownStream={null} />,
    key: ["quarantine", "shop", 3, at.toISOString()],
    loading: "Asking Lake",
    error: "Lake did not say what waits there.",
    states: [
      {
        name: "empty",
        answer: { streams: [], total: 0, isPartial: false },
        shows: "Nothing waits at Lake now.",
      },
      {
        name: "full",
        answer: {
          streams: [
            { stream: { name: "orders" }, rows: 3, reasons: [{ kind: "Too long.", example: "x", rows: 3 }] },
          ],
          total: 3,
          isPartial: false,
        },
        shows: /3 rows of 1 stream .*Replay all .*3 × Too long\./,
      },
    ],
  },
  {
    name: "the rows that wait",
    screen: <WaitingRows connectionId="shop" stream={{ name: "orders" }} />,
    key: ["quarantine", "shop", "rows", "orders"],
    loading: "Loading the rows of orders",
    error: "The rows could not be read",
    states: [
      {
        name: "full",
        answer: { pages: [[{ ...waiting, atMs: at.getTime() }]], pageParams: [null] },
        shows: /7 id: x id Too long\./,
      },
    ],
  },
];

describe.each(screens)("$name", ({ screen, key, loading, error, states }) => {
  it("is announced while it loads, in a place of its own", () => {
    const { html, text } = draw(screen);
    expect(html).toContain('role="status"');
    expect(text).toContain(loading);
    expect(html).toMatch(/aria-hidden="true" class="[^"]*animate-appear/);
  });

  it("says why it could not be read, under which error id, and reads again", () => {
    const failure = new PollError("The database is away.", 503, "e-41");
    const { html, text } = draw(screen, { failed: [{ key, error: failure }] });
    expect(html).toContain('role="alert"');
    expect(text).toContain(error);
    expect(text).toContain("The database is away.");
    expect(text).toContain("e-41");
    expect(text).toMatch(/Read again|Ask again/);
  });

  it.each(states)("shows what it has: $name", ({ answer, shows, besides = {} }) => {
    const others = Object.entries(besides).map(([of, its]) => ({
      key: JSON.parse(of) as unknown[],
      answer: its,
    }));
    const { text } = draw(screen, { known: [{ key, answer }, ...others] });
    expect(text).toMatch(shows);
    expect(text).not.toContain(loading);
  });
});

describe("all runs", () => {
  const rest = {
    cursor: {},
    connection: null,
    sourceFaces: faces,
    destinationFaces: faces,
  };
  const none = { items: [], older: null, newer: null };

  it("are none yet, with where to begin", () => {
    expect(draw(<RunOverview page={none} filter={{}} {...rest} />).text).toContain(
      "Nothing has run yet. Look at the connections",
    );
  });

  it("are none of a filter, which can be let go", () => {
    const { text } = draw(<RunOverview page={none} filter={{ status: "failed" }} {...rest} />);
    expect(text).toContain("No run is as these filters ask for. Show all runs");
  });

  it("are listed", () => {
    const page = { ...none, items: [toWire(runSummary)] };
    const { html, columns } = draw(<RunOverview page={page} filter={{}} {...rest} />);
    expect(html).toContain('href="/connections/shop/runs/run-7"');
    expect(columns).toBe(10);
  });
});

describe("the runs of a connection", () => {
  it("have a line each, and a bar", () => {
    const { text } = draw(<RunHistory connectionId="shop" />, {
      known: [{ key: ["runs", "shop"], answer: runs }],
    });
    expect(text).toMatch(/7 Succeeded .*41/);
    expect(draw(<RunStrip runs={[]} />).text).toBe("No runs yet");
  });
});

describe("a sample of a stream", () => {
  it("is read when it is asked for, and not before", () => {
    expect(draw(<StreamSample sourceId="shop" stream={offered} />).text).toMatch(/^Read the first rows/);
  });

  it("is not read of a stream that is gone", () => {
    const { html } = draw(<StreamSample sourceId="shop" stream={{ ...offered, isGone: true }} />);
    expect(html).toMatch(/<button[^>]* disabled=""/);
  });
});
