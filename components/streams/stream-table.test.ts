import { text } from "node:stream/consumers";
import { createElement } from "react";
import { prerenderToNodeStream } from "react-dom/static";
import { describe, expect, it } from "vitest";
import { draftsOf, type OfferedStream } from "@/components/connections/draft";
import { StreamTable } from "./stream-table";

const offered = Array.from({ length: 10_000 }, (_, index): OfferedStream => ({
  namespace: `schema_${index % 20}`,
  name: `stream_${index}`,
  fields: [{ name: "id", type: { kind: "integer", bits: 64 }, canBeKey: true }],
  primaryKey: [["id"]],
  cursorFields: ["id"],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: true },
  proposed: "incremental_deduped_history",
}));

async function draw(problems: Record<string, string> = {}, streams = offered): Promise<string> {
  const { prelude } = await prerenderToNodeStream(
    createElement(StreamTable, {
      offered: streams,
      drafts: draftsOf(streams, [], true),
      destination: {
        title: "Warehouse",
        modes: ["append", "overwrite", "deduped"],
        history: true,
        softDeletes: true,
        keepsGenerations: true,
        dedupedChildren: true,
      },
      problems,
      tables: new Map(),
      onChange: () => undefined,
      onChangeAll: () => undefined,
      onOpen: () => undefined,
    }),
  );
  return text(prelude);
}

describe("the table of ten thousand streams", () => {
  it("draws no more rows than a screen and its margins hold, and tells screen readers how many there are", async () => {
    const html = await draw();
    const rows = html.match(/data-stream=/g)?.length ?? 0;
    expect(rows).toBeGreaterThan(15);
    expect(rows).toBeLessThan(60);
    expect(html).toContain('aria-rowcount="10001"');
    expect(html).toContain('aria-rowindex="2"');
  });

  it("says why it is empty", async () => {
    expect(await draw({}, [])).toContain("The source offers no stream that may be read.");
  });

  it("shows what is wrong at its stream", async () => {
    const [first] = offered;
    const html = await draw(
      { [JSON.stringify([first?.namespace, first?.name])]: "Choose another cursor." },
      offered.slice(0, 3),
    );
    expect(html.match(/Choose another cursor\./g)?.length).toBe(2);
    expect(html).toMatch(/role="alert"/);
  });
});
