import { ButtonLink } from "@/components/ui/button";
import { Code } from "@/components/ui/code";
import { FilterBar } from "@/components/ui/filter-bar";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR, WideRow } from "@/components/ui/table";
import type { DecisionView } from "@/lib/governance/decisions";
import { Effect } from "./policy-card";

export interface DecisionTableProps {
  decisions: DecisionView[];
  isFiltered: boolean;
  /** The address of those before these, where there may be some. */
  olderHref: string | undefined;
}

/** The audit, newest first. */
export function DecisionTable({ decisions, isFiltered, olderHref }: DecisionTableProps) {
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
            <TH>Subject</TH>
            <TH>Predicate</TH>
            <TH grow>Path</TH>
            <TH>Policy or reason</TH>
            <TH>Key</TH>
            <TH align="right">Run</TH>
          </TR>
        </THead>
        <TBody>
          {decisions.length === 0 && (
            <WideRow columns={8}>
              <p className="py-2 text-sm text-ink-muted">
                {isFiltered ? "No decision like this." : "Nobody has asked yet."}
              </p>
            </WideRow>
          )}
          {decisions.map((decision) => (
            <DecisionRow key={decision.id} decision={decision} />
          ))}
        </TBody>
      </Table>
      {olderHref && (
        <div>
          <ButtonLink size="sm" href={olderHref} scroll={false}>
            Show older decisions
          </ButtonLink>
        </div>
      )}
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
      <TD>{subject === null ? <span className="text-ink-faint">unknown</span> : <Code>{subject}</Code>}</TD>
      <TD muted>{predicate ?? "whose key"}</TD>
      <TD grow title={path ?? undefined}>
        {path && <Code>{path}</Code>}
      </TD>
      <TD muted className="max-w-64 truncate" title={reason ?? policy ?? undefined}>
        {reason ?? policy}
      </TD>
      <TD muted>
        {key && (
          <>
            {key.name} <span className="font-mono text-xs text-ink-faint">••••{key.ending}</span>
          </>
        )}
      </TD>
      <TD align="right" muted>
        {runNumber !== null && `#${runNumber}`}
      </TD>
    </TR>
  );
}
