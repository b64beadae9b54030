import { ButtonLink } from "@/components/ui/button-link";
import { Code } from "@/components/ui/code";
import { OlderLink } from "@/components/ui/older-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowActions, Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import type { AuditView } from "@/lib/audit/subjects";
import Link from "next/link";
import { auditWords } from "./audit-words";
import { factText } from "./fact-text";

export interface AuditTableProps {
  lines: AuditView[];
  isFiltered: boolean;
  /** The address of those before these, where there may be some. */
  olderHref: string | undefined;
  /** The address of the newest, from a page further back. */
  newestHref: string | undefined;
}

/** Who did what, newest first. */
export function AuditTable({ lines, isFiltered, olderHref, newestHref }: AuditTableProps) {
  return (
    <div className="grid grid-cols-1 gap-3">
      <Table label="Audit log" framed>
        <THead>
          <TR>
            <TH>When</TH>
            <TH>Who</TH>
            <TH>What</TH>
            <TH>On what</TH>
            <TH grow>Facts</TH>
            <TH>
              <span className="sr-only">History</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {lines.length === 0 && (
            <EmptyRow columns={6}>
              {isFiltered ? "No entry like this." : "Nothing was changed here yet."}
            </EmptyRow>
          )}
          {lines.map((line) => (
            <AuditRow key={line.id} line={line} />
          ))}
        </TBody>
      </Table>
      <OlderLink of="entries" olderHref={olderHref} newestHref={newestHref} />
    </div>
  );
}

function AuditRow({ line }: { line: AuditView }) {
  const { at, action, subject, facts } = line;
  const text = factText(facts);
  return (
    <TR>
      <TD muted>
        <RelativeTime at={at} />
      </TD>
      <TD>
        <Who line={line} />
      </TD>
      <TD>{auditWords[action] ?? action}</TD>
      <TD className="max-w-60 truncate">
        <Subject line={line} />
      </TD>
      <TD grow muted title={text}>
        {text}
      </TD>
      <RowActions>
        <ButtonLink size="sm" variant="ghost" href={`/settings/audit?subject=${encodeURIComponent(subject)}`}>
          Its history
        </ButtonLink>
      </RowActions>
    </TR>
  );
}

function Who({ line: { actor, actorName } }: { line: AuditView }) {
  switch (actor.kind) {
    case "user":
      return (
        <>
          {actorName ?? "Somebody who is gone"}
          {actor.keyId && <span className="text-ink-faint"> by API key</span>}
        </>
      );
    case "application":
      return (
        <>
          {actorName ?? "An application that is gone"} <span className="text-ink-faint">API</span>
        </>
      );
    case "system":
      return <span className="text-ink-muted">Sluice ({actor.part})</span>;
  }
}

function Subject({ line: { subject, subjectName, subjectHref } }: { line: AuditView }) {
  if (subjectHref === null) {
    return subjectName === null ? (
      <Code>{subject.slice(-12)}</Code>
    ) : (
      <span className="text-ink-muted">{subjectName}</span>
    );
  }
  return (
    <Link href={subjectHref} className="focus-ring rounded-sm font-medium underline-offset-2 hover:underline">
      {subjectName}
    </Link>
  );
}
