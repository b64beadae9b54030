import { ButtonLink } from "@/components/ui/button-link";
import { Code } from "@/components/ui/code";
import { OlderLink } from "@/components/ui/older-link";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowActions, Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import type { AuditView } from "@/lib/audit/subjects";
import Link from "next/link";
import * as auditText from "@/text/audit";
import { factText } from "./fact-text";
import { subjectText } from "./subject-text";

export interface AuditTableProps {
  lines: AuditView[];
  isFiltered: boolean;
  /** The address of those before these, where there may be some. */
  olderHref: string | undefined;
  /** The address of the newest, from a page further back. */
  newestHref: string | undefined;
}

/** What another version has noted is shown as it is. */
const partNames: Record<string, string> = auditText.systemParts;

/** Who did what, newest first. */
export function AuditTable({ lines, isFiltered, olderHref, newestHref }: AuditTableProps) {
  return (
    <div className="grid grid-cols-1 gap-3">
      <Table label={auditText.title} framed>
        <THead>
          <TR>
            <TH>{auditText.whenColumn}</TH>
            <TH>{auditText.who}</TH>
            <TH>{auditText.what}</TH>
            <TH>{auditText.onWhat}</TH>
            <TH grow>{auditText.factsColumn}</TH>
            <TH>
              <span className="sr-only">{auditText.historyColumn}</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {lines.length === 0 && (
            <EmptyRow columns={6}>{isFiltered ? auditText.noneLikeThis : auditText.nothingYet}</EmptyRow>
          )}
          {lines.map((line) => (
            <AuditRow key={line.id} line={line} />
          ))}
        </TBody>
      </Table>
      <OlderLink label={auditText.showOlder} olderHref={olderHref} newestHref={newestHref} />
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
      <TD>{auditText.actions[action] ?? action}</TD>
      <TD className="max-w-60 truncate">
        <Subject line={line} />
      </TD>
      <TD grow muted title={text}>
        {text}
      </TD>
      <RowActions>
        <ButtonLink size="sm" variant="ghost" href={`/settings/audit?subject=${encodeURIComponent(subject)}`}>
          {auditText.itsHistory}
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
          {actorName ?? auditText.goneUser}
          {actor.keyId && <span className="text-ink-faint">{` ${auditText.byApiKey}`}</span>}
        </>
      );
    case "application":
      return (
        <>
          {actorName ?? auditText.goneApplication} <span className="text-ink-faint">{auditText.api}</span>
        </>
      );
    case "system":
      return <span className="text-ink-muted">{auditText.system(partNames[actor.part] ?? actor.part)}</span>;
  }
}

function Subject({ line: { subject, subjectName, subjectHref } }: { line: AuditView }) {
  if (subjectHref === null) {
    return subjectName === null ? (
      <Code>{subject.slice(-12)}</Code>
    ) : (
      <span className="text-ink-muted">{subjectText(subjectName)}</span>
    );
  }
  return (
    <Link href={subjectHref} className="focus-ring rounded-sm font-medium underline-offset-2 hover:underline">
      {subjectName && subjectText(subjectName)}
    </Link>
  );
}
