import { Check, X } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { formatCount, type Count } from "@/components/ui/format";
import { PlainButton } from "@/components/ui/plain-button";
import { Popover } from "@/components/ui/popover";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import * as text from "@/text/status";

export interface ProofRow {
  stream: string;
  read: Count;
  written: Count;
}

export interface ProofBadgeProps {
  read: Count;
  /** `undefined`: not counted, so nothing is proven. */
  written?: Count;
  /** The run has ended: what is not counted will not be. */
  isOver?: boolean;
  /** The verification table; the badge opens it. */
  rows?: readonly ProofRow[];
  /** Or the page that shows it. */
  href?: string;
}

/** "1,204,331 = 1,204,331" with a tick: what was read is what arrived, counted at both ends. */
export function ProofBadge({ read, written, isOver = false, rows, href }: ProofBadgeProps) {
  const badge = <ProofText read={read} written={written} isOver={isOver} />;
  if (rows) {
    return (
      <Popover
        label={text.verification}
        align="end"
        className="p-0"
        trigger={<PlainButton className={trigger}>{badge}</PlainButton>}
      >
        <ProofTable rows={rows} />
      </Popover>
    );
  }
  if (href !== undefined)
    return (
      <Link href={href} className={trigger}>
        {badge}
      </Link>
    );
  return badge;
}

const trigger = "focus-ring inline-flex rounded-sm transition-opacity hover:opacity-80";

function ProofText({
  read,
  written,
  isOver,
}: Pick<ProofBadgeProps, "read" | "written" | "isOver">): ReactNode {
  if (written === undefined)
    return <Badge tone="waiting">{isOver ? text.notCounted(read) : text.notCountedYet(read)}</Badge>;
  const same = BigInt(read) === BigInt(written);
  const Mark = same ? Check : X;
  return (
    <Badge tone={same ? "ok" : "bad"} icon={<Mark strokeWidth={2.25} aria-hidden />}>
      {formatCount(read)} {same ? "=" : "≠"} {formatCount(written)}
    </Badge>
  );
}

/** Per stream: read, written, and the difference if there is one. */
export function ProofTable({ rows }: { rows: readonly ProofRow[] }) {
  return (
    <Table
      label={text.proofLabel}
      frameClassName="max-h-80 overflow-auto rounded-md [&_tbody>tr:last-child>td]:border-b-0"
    >
      <THead className="[&_th]:bg-raised">
        <TR>
          <TH>{text.streamColumn}</TH>
          <TH align="right">{text.readColumn}</TH>
          <TH align="right">{text.writtenColumn}</TH>
          <TH align="right">{text.differenceColumn}</TH>
        </TR>
      </THead>
      <TBody>
        {rows.map((row) => (
          <ProofLine key={row.stream} row={row} />
        ))}
      </TBody>
    </Table>
  );
}

function ProofLine({ row }: { row: ProofRow }) {
  const difference = BigInt(row.written) - BigInt(row.read);
  return (
    <TR>
      <TD className="font-medium">{row.stream}</TD>
      <TD align="right">{formatCount(row.read)}</TD>
      <TD align="right">{formatCount(row.written)}</TD>
      <TD align="right" className={difference === 0n ? "text-ok" : "font-medium text-bad"}>
        {difference === 0n ? text.noDifference : `${difference > 0n ? "+" : ""}${formatCount(difference)}`}
      </TD>
    </TR>
  );
}
