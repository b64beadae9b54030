import { Code } from "@/components/ui/code";
import { FilterBar } from "@/components/ui/filter-bar";
import { OlderLink } from "@/components/ui/older-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import type { DecisionView } from "@/lib/governance/decisions";
import { Effect } from "./policy-card";

export interface DecisionTableProps {
  decisions: DecisionView[];
  isFiltered: boolean;
  /** The address of those before these, where there may be some. */
  olderHref: string | undefined;
  /** The address of the newest, from a page further back. */
  newestHref: string | undefined;
}

/** The audit, newest first. */
export function DecisionTable({ decisions, isFiltered, olderHref, newestHref }: DecisionTableProps) {
  return (
    <div className="grid grid-cols-1 gap-3">
      <FilterBar
        filters={[
          {
            param: "decision",
            label: "Decision",
            options: [
              { value: "allowed", label: "Allowed" },
              { value: "refused", label: "Refused" },
            ],
          },
        ]}
      />
      <Table label="Decisions" framed>
        <THead>
          <TR>
            <TH>When</TH>
            <TH>Decision</TH>
            <TH>Subject and key</TH>
            <TH grow>Predicate and path, policy or reason</TH>
            <TH align="right">Run</TH>
          </TR>
        </THead>
        <TBody>
          {decisions.length === 0 && (
            <EmptyRow columns={5}>{isFiltered ? "No decision like this." : "Nobody has asked yet."}</EmptyRow>
          )}
          {decisions.map((decision) => (
            <DecisionRow key={decision.id} decision={decision} />
          ))}
        </TBody>
      </Table>
      <OlderLink of="decisions" olderHref={olderHref} newestHref={newestHref} />
    </div>
  );
}

function DecisionRow({ decision }: { decision: DecisionView }) {
  const { at, allow, subject, predicate, path, policy, reason, key, runNumber } = decision;
  return (
    <TR>
      <TD muted>
        <RelativeTime at={at} />
      </TD>
      <TD>
        <Effect allow={allow} words={["Allowed", "Refused"]} />
      </TD>
      <TD className="py-1.5">
        {subject === null ? <span className="text-ink-faint">unknown</span> : <Code>{subject}</Code>}
        {key && (
          <span className="block text-xs text-ink-faint">
            {key.name} <span className="font-mono">••••{key.ending}</span>
          </span>
        )}
      </TD>
      <TD grow className="py-1.5" title={path ?? undefined}>
        {path === null ? "Whose key is it?" : predicate} {path !== null && <Code>{path}</Code>}
        <span className="block truncate text-xs text-ink-faint" title={reason ?? undefined}>
          {reason ?? policy}
        </span>
      </TD>
      <TD align="right" muted>
        {runNumber !== null && `#${runNumber}`}
      </TD>
    </TR>
  );
}
