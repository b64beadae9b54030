import { ProofTable, type ProofRow } from "@/components/status/proof-badge";
import { Code } from "@/components/ui/code";
import { cn } from "@/components/ui/cn";
import { formatCount } from "@/components/ui/format";
import { Foldable, Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import * as text from "@/text/run-proof";
import type { LiveRun } from "./api";
import { labelOf } from "./stream-label";

type LiveStream = LiveRun["streams"][number];
type Comparison = Extract<NonNullable<LiveStream["comparison"]>, { same: boolean }>;

/** What was counted at both ends, and what comparing the content brought; nothing where neither was done. */
export function RunProof({ run }: { run: LiveRun }) {
  const isInspection = run.kind === "verify" || run.kind === "repair";
  const counted =
    run.status === "succeeded"
      ? run.streams
      : run.streams.filter(({ verifiedRows }) => verifiedRows !== null);
  const isCompared =
    counted.length > 0 && counted.every(({ comparison }) => comparison !== null && "same" in comparison);
  const about = isInspection ? text.comparedAbout : text.countedAbout;
  const isSame = run.status === "succeeded" && isCompared;
  const showsCounts = counted.length > 0 || run.status === "succeeded";
  if (!showsCounts && run.streams.every(({ comparison }) => comparison === null)) return null;
  return (
    <Section
      title={text.proof}
      {...(showsCounts ? { description: isSame ? text.withSameContent(about) : about } : {})}
    >
      {showsCounts && <ProofTable rows={counted.map(isInspection ? comparedRow : countedRow)} />}
      <Comparisons streams={run.streams} />
    </Section>
  );
}

function countedRow(stream: LiveStream): ProofRow {
  return {
    stream: labelOf(stream),
    read: BigInt(stream.rowsWritten) - BigInt(stream.superseded),
    written: BigInt(stream.verifiedRows ?? "0"),
  };
}

function comparedRow(stream: LiveStream): ProofRow {
  const { comparison } = stream;
  if (comparison === null || !("same" in comparison))
    return { stream: labelOf(stream), read: 0n, written: 0n };
  const { newer, gone, versions } = comparison.explained;
  return {
    stream: labelOf(stream),
    read: BigInt(comparison.sourceRows - newer),
    written: BigInt((comparison.destinationRows ?? 0) - gone - versions),
  };
}

function Comparisons({ streams }: { streams: LiveStream[] }) {
  const compared = streams.filter(({ comparison }) => comparison !== null);
  if (compared.length === 0) return null;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-3">
      <Table label={text.contentCompared} framed frameClassName="max-h-96 overflow-auto">
        <THead>
          <TR>
            <TH>{text.streamColumn}</TH>
            <TH align="right">{text.sourceColumn}</TH>
            <TH align="right">{text.tableColumn}</TH>
            <TH align="right">{text.missingColumn}</TH>
            <TH align="right">{text.extraColumn}</TH>
            <TH align="right">{text.differentColumn}</TH>
            <TH>{text.keysColumn}</TH>
          </TR>
        </THead>
        <TBody>
          {compared.map((stream) => (
            <ComparedLine key={stream.index} stream={stream} />
          ))}
        </TBody>
      </Table>
      {compared.map((stream) =>
        stream.comparison && "same" in stream.comparison ? (
          <Details key={stream.index} label={labelOf(stream)} comparison={stream.comparison} />
        ) : null,
      )}
    </div>
  );
}

function ComparedLine({ stream }: { stream: LiveStream }) {
  const { comparison } = stream;
  if (comparison === null) return null;
  if (!("same" in comparison)) {
    return (
      <TR>
        <TD className="font-medium">{labelOf(stream)}</TD>
        <TD colSpan={6} muted>
          {text.notCompared(comparison.reason)}
        </TD>
      </TR>
    );
  }
  const { sourceRows, destinationRows, differing, isPartial, range } = comparison;
  return (
    <TR>
      <TD className="font-medium">{labelOf(stream)}</TD>
      <TD align="right">{formatCount(sourceRows)}</TD>
      <TD align="right">{destinationRows === null ? text.noTable : formatCount(destinationRows)}</TD>
      {(["missing", "extra", "different"] as const).map((kind) => (
        <TD key={kind} align="right" className={cn(differing[kind] > 0 ? "font-medium text-bad" : "text-ok")}>
          {tellDiffering(differing[kind], isPartial)}
        </TD>
      ))}
      <TD className="font-mono text-xs">{range === null ? "–" : rangeText(range)}</TD>
    </TR>
  );
}

function tellDiffering(rows: number, isPartial: boolean): string {
  if (rows === 0) return text.none;
  return isPartial ? text.orMore(rows) : formatCount(rows);
}

function rangeText({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} … ${to}`;
}

function Details({ label, comparison }: { label: string; comparison: Comparison }) {
  const { examples, explained, history, notCompared, reason } = comparison;
  const explanations = [
    ...(explained.newer > 0 ? [text.newer(explained.newer)] : []),
    ...(explained.gone > 0 ? [text.gone(explained.gone)] : []),
    ...(explained.versions > 0 ? [text.versions(explained.versions)] : []),
    ...(explained.changed > 0 ? [text.changed(explained.changed)] : []),
  ];
  const versions = history && "examples" in history ? history.examples : [];
  if (examples.length + versions.length + explanations.length + notCompared.length === 0) return null;
  return (
    <Foldable title={text.found(label)} defaultOpen={reason !== null}>
      <div className="grid gap-3 text-sm">
        {reason && examples.length + versions.length === 0 && (
          <p className="prose-width text-bad">{reason}</p>
        )}
        {examples.length > 0 && (
          <ul className="grid gap-1">
            {examples.map(({ kind, row }) => (
              <li key={`${kind} ${row}`} className="flex gap-2">
                <span className="w-20 shrink-0 text-ink-muted">{text.differences[kind]}</span>
                <Code>{row}</Code>
              </li>
            ))}
          </ul>
        )}
        {versions.length > 0 && (
          <ul className="grid gap-1" aria-label={text.inHistory}>
            {versions.map(({ kind, row }) => (
              <li key={row} className="flex gap-2">
                <span className="w-20 shrink-0 text-ink-muted">{text.inHistory}</span>
                <span className="flex min-w-0 flex-wrap gap-x-2">
                  <Code>{row}</Code>
                  <span className="text-ink-muted">{text.historyFaults[kind]}</span>
                </span>
              </li>
            ))}
          </ul>
        )}
        {explanations.map((explanation) => (
          <p key={explanation} className="text-ink-muted">
            {explanation}
          </p>
        ))}
        {notCompared.map(({ column, reason: why }) => (
          <p key={column} className="text-ink-muted">
            {text.columnNotCompared(<Code>{column}</Code>, why)}
          </p>
        ))}
      </div>
    </Foldable>
  );
}
