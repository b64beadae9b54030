import { readdirSync } from "node:fs";
import path from "node:path";
import type { ComponentType, ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { ActorList } from "@/components/actors/actor-list";
import { AuditTable } from "@/components/audit/audit-table";
import { ConnectionList } from "@/components/connections/connection-list";
import { Members } from "@/components/members/members";
import { ApiKeys } from "@/components/profile/api-keys";
import { RunHistory } from "@/components/runs/run-history";
import { RunOverview } from "@/components/runs/overview/run-overview";
import { Applications } from "@/components/settings/applications";
import { draw } from "@/components/testing/draw";
import { at, faces, runSummary } from "@/components/testing/things";
import { listQuery } from "@/lib/connections/list";
import { actorQuerySchema } from "@/lib/connectors/actor-query";
import { toWire } from "@/lib/internal-api/json";
import ConsoleError from "./(console)/error";
import ConsoleNotFound from "./(console)/not-found";

const folder = path.join(import.meta.dirname, "(console)");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) =>
  file.replaceAll(path.sep, "/"),
);
const placesOf = (name: string) =>
  files.filter((file) => path.posix.basename(file) === name).map((file) => path.posix.dirname(file));
const loadings = placesOf("loading.tsx");
/** Drawn by the page itself, once it knows that what its query names is there. */
const ownShapes = placesOf("shape.tsx");
const shapes = [...loadings, ...ownShapes];
const isAbove = (place: string, page: string) => place === "." || `${page}/`.startsWith(`${place}/`);

async function drawLoading(place: string) {
  const name = ownShapes.includes(place) ? "shape.tsx" : "loading.tsx";
  const loaded: unknown = await import(/* @vite-ignore */ path.join(folder, place, name));
  const [Loading] = Object.values(loaded as Record<string, ComponentType>);
  if (!Loading) throw new Error(`${place}/${name} exports nothing.`);
  return draw(<Loading />, { params: { connectionId: "shop" } });
}

describe("while a page loads", () => {
  it("each folder of pages has its own shape", () => {
    const shaped = new Set(shapes);
    const covers = (page: string) => {
      const parts = page.split("/");
      return parts.some((_, index) => shaped.has(parts.slice(0, index + 1).join("/")));
    };
    expect(placesOf("page.tsx").filter((page) => !covers(page))).toEqual([]);
  });

  it("the shape of a list does not stand for the pages below it", () => {
    const sections = ["connections", "sources", "destinations", "settings", "settings/members", "profile"];
    expect(sections.filter((section) => loadings.includes(section))).toEqual([]);
  });

  it("no shape stands before it is known whether what the address names is there", () => {
    const named = placesOf("page.tsx").flatMap((page) => page.match(/^.*\[\w+\]/)?.[0] ?? []);
    const folders = [...new Set(named)];
    expect(folders.length).toBeGreaterThan(4);
    const asking = new Set(placesOf("layout.tsx"));
    const late = folders.filter(
      (folder) => !asking.has(folder) || loadings.some((place) => place !== folder && isAbove(place, folder)),
    );
    expect(late).toEqual([]);
  });

  it("no shape stands before it is known whether what the query names is there", () => {
    expect(ownShapes.toSorted()).toEqual(["connections/new", "quarantine"]);
    expect(ownShapes.filter((page) => loadings.some((place) => isAbove(place, page)))).toEqual([]);
  });

  it.each(shapes)("%s says so, and keeps its places", async (place) => {
    const { html } = await drawLoading(place);
    expect(html).toContain('role="status"');
    expect(html).toContain("animate-appear");
    expect(html.match(/<h1/g)?.length).toBe(1);
  });

  it("a connection's tabs are there already", async () => {
    const { html } = await drawLoading("connections/[connectionId]/(tabs)");
    expect(html).toContain('href="/connections/shop/replication"');
  });

  const rest = { sourceFaces: faces, destinationFaces: faces };
  const query = listQuery.parse({ search: "x" });
  const list = { items: [], total: 0, pages: 0, sources: [], destinations: [] };
  const actors = {
    actors: [],
    total: 0,
    perPage: 100,
    faces,
    query: actorQuerySchema.parse({ search: "x" }),
  };
  const runs = { items: [toWire(runSummary)], older: null, newer: null };
  const known = [{ key: ["runs", "shop"], answer: { items: runs.items, total: 1 } }];
  const links = { isFiltered: false, olderHref: undefined, newestHref: undefined };
  const key = {
    id: "k",
    name: "k",
    ending: "abcd",
    createdAt: at,
    expiresAt: at,
    isExpired: false,
    lastUsedAt: null,
  };

  it.each<[string, ReactNode]>([
    ["sources/(list)", <ActorList key="1" kind="source" {...actors} />],
    ["destinations/(list)", <ActorList key="2" kind="destination" {...actors} />],
    ["connections/(list)", <ConnectionList key="3" list={list} query={query} {...rest} />],
    ["connections/[connectionId]/(tabs)", <RunHistory key="4" connectionId="shop" />],
    ["runs", <RunOverview key="5" page={runs} filter={{}} cursor={{}} connection={null} {...rest} />],
    ["settings/members/(list)", <Members key="6" members={[]} own={{ userId: "ada", role: "owner" }} />],
    ["settings/audit", <AuditTable key="7" lines={[]} {...links} />],
    ["settings/applications", <Applications key="8" applications={[]} />],
    ["profile/tokens", <ApiKeys key="9" keys={[key]} search="" />],
  ])("the table of %s has as many columns as when it is there", async (place, table) => {
    const { columns } = draw(table, { known });
    expect(columns).toBeGreaterThan(2);
    expect((await drawLoading(place)).columns).toBe(columns);
  });
});

describe("a page that is not there", () => {
  it("says what may have become of it, and leads on", () => {
    const { text, html } = draw(<ConsoleNotFound />);
    expect(text).toContain("It may have been deleted, or belong to another workspace.");
    expect(html).toContain('href="/"');
  });
});

describe("a page that could not be drawn", () => {
  it("has the error id and another try", () => {
    const error = Object.assign(new Error("hidden"), { digest: "4711" });
    const { text } = draw(<ConsoleError error={error} reset={() => undefined} />);
    expect(text).toMatch(/Try again Error id 4711/);
    expect(text).not.toContain("hidden");
  });
});
