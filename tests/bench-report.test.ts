import { expect, it } from "vitest";
import { row, timeRow, type BenchReport } from "./bench/report";
import { toHtml } from "./bench/report-html";

const report: BenchReport = {
  at: "2026-01-02T03:04:05.678Z",
  machine: { cores: 2, node: "v20.9.0", platform: "linux" },
  results: [
    {
      name: "A → B",
      note: "rows <10>",
      rows: [
        timeRow("sluice", "ours", 2),
        timeRow("psql", "limit", 1),
        timeRow("other", "peer", 4),
        row("speed against the limit", 0.5, "times", { atLeast: 0.8 }),
      ],
    },
  ],
};

it("draws what belongs side by side to one scale, with its ratio to ours", () => {
  const html = toHtml(report);
  expect(html).toContain('class="bar ours" style="width:50.0%"');
  expect(html).toContain('class="bar limit" style="width:25.0%"');
  expect(html).toContain('class="bar peer" style="width:100.0%"');
  expect(html).toContain("<small>0.50 ×</small>");
  expect(html).toContain("<small>2.00 ×</small>");
});

it("says which goals are missed, and lets no text be markup", () => {
  const html = toHtml(report);
  expect(html).toContain('<td class="missed">≥ 0.8 missed</td>');
  expect(html).toContain("rows &lt;10&gt;");
});

it("needs no other file", () => {
  expect(toHtml(report)).not.toMatch(/\b(src|href)=|@import|url\(/);
});
