import { Code } from "@/components/ui/code";
import { FilterBar } from "@/components/ui/filter-bar";
import { OlderLink } from "@/components/ui/older-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import type { DecisionView } from "@/lib/governance/decisions";
import * as text from "@/text/governance";
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
            label: text.decision,
            options: [
              { value: "allowed", label: text.allowed },
              { value: "refused", label: text.refused },
            ],
          },
        ]}
      />
      <Table label={text.decisionsLabel} framed>
        <THead>
          <TR>
            <TH>{text.whenColumn}</TH>
            <TH>{text.decision}</TH>
            <TH>{text.subjectAndKeyColumn}</TH>
            <TH grow>{text.questionColumn}</TH>
            <TH align="right">{text.runColumn}</TH>
          </TR>
        </THead>
        <TBody>
          {decisions.length === 0 && (
            <EmptyRow columns={5}>{isFiltered ? text.noneLikeThis : text.nobodyAsked}</EmptyRow>
          )}
          {decisions.map((decision) => (
            <DecisionRow key={decision.id} decision={decision} />
          ))}
        </TBody>
      </Table>
      <OlderLink label={text.showOlder} olderHref={olderHref} newestHref={newestHref} />
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
        <Effect allow={allow} words={[text.allowed, text.refused]} />
      </TD>
      <TD className="py-1.5">
        {subject === null ? (
          <span className="text-ink-faint">{text.unknownSubject}</span>
        ) : (
          <Code>{subject}</Code>
        )}
        {key && (
          <span className="block text-xs text-ink-faint">
            {key.name} <span className="font-mono">••••{key.ending}</span>
          </span>
        )}
      </TD>
      <TD grow className="py-1.5" title={path ?? undefined}>
        {path === null ? text.whoseKey : predicate} {path !== null && <Code>{path}</Code>}
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
