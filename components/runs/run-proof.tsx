import { ProofTable, type ProofRow } from "@/components/status/proof-badge";
import { Code } from "@/components/ui/code";
import { cn } from "@/components/ui/cn";
import { formatCount, formatRows } from "@/components/ui/format";
import { Foldable, Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
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
  const words = isInspection
    ? "Rows at the source, and rows in the table, without those that the mode keeps or that came since."
    : "Rows that were committed, and rows counted in the table afterwards.";
  const isSame = run.status === "succeeded" && isCompared;
  const showsCounts = counted.length > 0 || run.status === "succeeded";
  if (!showsCounts && run.streams.every(({ comparison }) => comparison === null)) return null;
  return (
    <Section
      title="Proof"
      {...(showsCounts
        ? { description: isSame ? `${words} Their content is the same by checksums.` : words }
        : {})}
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
      <Table label="Content compared" framed frameClassName="max-h-96 overflow-auto">
        <THead>
          <TR>
            <TH>Stream</TH>
            <TH align="right">At the source</TH>
            <TH align="right">In the table</TH>
            <TH align="right">Missing</TH>
            <TH align="right">Extra</TH>
            <TH align="right">Different</TH>
            <TH>Keys that differ</TH>
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
          Not compared: {comparison.reason}
        </TD>
      </TR>
    );
  }
  const { sourceRows, destinationRows, differing, isPartial, range } = comparison;
  return (
    <TR>
      <TD className="font-medium">{labelOf(stream)}</TD>
      <TD align="right">{formatCount(sourceRows)}</TD>
      <TD align="right">{destinationRows === null ? "no table" : formatCount(destinationRows)}</TD>
      {(["missing", "extra", "different"] as const).map((kind) => (
        <TD key={kind} align="right" className={cn(differing[kind] > 0 ? "font-medium text-bad" : "text-ok")}>
          {differing[kind] === 0 ? "none" : `${formatCount(differing[kind])}${isPartial ? " or more" : ""}`}
        </TD>
      ))}
      <TD className="font-mono text-xs">{range === null ? "–" : rangeText(range)}</TD>
    </TR>
  );
}

function rangeText({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} … ${to}`;
}

function Details({ label, comparison }: { label: string; comparison: Comparison }) {
  const { examples, explained, notCompared, reason } = comparison;
  const explanations = [
    [explained.newer, "newer than the last sync"],
    [explained.gone, "gone at the source and kept"],
    [explained.versions, "of former versions"],
    [explained.changed, "with values changed on their way, as they say themselves"],
  ].filter(([rows]) => Number(rows) > 0);
  if (examples.length + explanations.length + notCompared.length === 0) return null;
  return (
    <Foldable title={`${label}: what was found`} defaultOpen={reason !== null}>
      <div className="grid gap-3 text-sm">
        {reason && <p className="prose-width text-bad">{reason}</p>}
        {examples.length > 0 && (
          <ul className="grid gap-1">
            {examples.map(({ kind, row }) => (
              <li key={`${kind} ${row}`} className="flex gap-2">
                <span className="w-20 shrink-0 text-ink-muted">{kind}</span>
                <Code>{row}</Code>
              </li>
            ))}
          </ul>
        )}
        {explanations.map(([rows, why]) => (
          <p key={why} className="text-ink-muted">
            {formatRows(Number(rows))} {why}.
          </p>
        ))}
        {notCompared.map(({ column, reason: why }) => (
          <p key={column} className="text-ink-muted">
            <Code>{column}</Code> is not compared: {why}
          </p>
        ))}
      </div>
    </Foldable>
  );
}
