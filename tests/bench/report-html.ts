import { judge, type BenchReport, type BenchResult, type BenchRow } from "./report";

/** The figures as one page that needs nothing else: bars of what belongs side by side, and everything as a table. */
export function toHtml({ at, machine, results }: BenchReport): string {
  const facts = `${at.slice(0, 16).replace("T", " ")} UTC · ${machine.cores} cores · Node ${machine.node} · ${machine.platform}`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sluice: measured</title>
<style>${style}</style>
<main>
<h1>Sluice: measured</h1>
<p class="note">${escape(facts)}</p>
${results.map(toSection).join("\n")}
</main>
</html>
`;
}

function toSection({ name, note, rows }: BenchResult): string {
  const sides = rows.filter(({ side }) => side !== undefined);
  const rest = rows.filter(({ side }) => side === undefined);
  return `<section>
<h2>${escape(name)}</h2>
<p class="note">${escape(note)}</p>
${sides.length > 0 ? toBars(sides) : ""}
<table><tbody>
${rest.map(toTableRow).join("\n")}
</tbody></table>
</section>`;
}

function toBars(rows: BenchRow[]): string {
  const longest = Math.max(...rows.map(({ value }) => value));
  const ours = rows.find(({ side }) => side === "ours")?.value ?? NaN;
  const bars = rows.map(({ what, value, unit, side }) => {
    const times = side === "ours" ? "" : ` <small>${(value / ours).toFixed(2)} ×</small>`;
    return `<dt>${escape(what)}</dt><dd><span class="bar ${side}" style="width:${((value / longest) * 100).toFixed(1)}%"></span></dd><dd class="figure"><b>${value} ${escape(unit)}</b>${times}</dd>`;
  });
  return `<dl>${bars.join("\n")}</dl>`;
}

function toTableRow({ what, value, unit, goal }: BenchRow): string {
  const judged = goal ? judge(value, goal) : null;
  const cell = judged
    ? `<td class="${judged.isReached ? "reached" : "missed"}">${escape(judged.text)}</td>`
    : "<td></td>";
  return `<tr><th scope="row">${escape(what)}</th><td class="figure">${value} ${escape(unit)}</td>${cell}</tr>`;
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const style = `
:root { color-scheme: light dark; --ours: light-dark(#2563eb, #60a5fa); --limit: light-dark(#9ca3af, #6b7280); --peer: light-dark(#d1d5db, #4b5563); --line: light-dark(#e5e7eb, #374151); --soft: light-dark(#6b7280, #9ca3af); --good: light-dark(#15803d, #4ade80); --bad: light-dark(#b91c1c, #f87171); }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem 1rem; background: light-dark(#fff, #111827); color: light-dark(#111827, #f3f4f6); }
main { max-width: 56rem; margin: auto; }
section { border-top: 1px solid var(--line); padding: 1rem 0; }
h1, h2 { margin: 0; }
.note, small { color: var(--soft); margin: 0; }
dl { display: grid; gap: .3rem 1rem; margin: .8rem 0; }
dl { grid-template-columns: minmax(8rem, 18rem) 1fr max-content; }
dd { margin: 0; } dd.figure { color: inherit; }
.bar { display: block; height: 1rem; margin-top: .25rem; border-radius: 2px; }
.ours { background: var(--ours); } .limit { background: var(--limit); } .peer { background: var(--peer); }
table { border-collapse: collapse; width: 100%; }
th { text-align: left; font-weight: normal; }
td, th { padding: .15rem .5rem .15rem 0; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
.reached { color: var(--good); } .missed { color: var(--bad); }
`;
