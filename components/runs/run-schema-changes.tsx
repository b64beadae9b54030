import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { RunSchemaChange } from "@/lib/runs/schema";
import * as text from "@/text/run";

/** What was another in the source than before; nothing where nothing was. */
export function RunSchemaChanges({ changes }: { changes: RunSchemaChange[] | null }) {
  if (!changes || changes.length === 0) return null;
  return (
    <Section title={text.schemaChanges} description={text.aboutSchemaChanges}>
      <Table label={text.schemaChanges} framed>
        <THead>
          <TR>
            <TH>{text.stream}</TH>
            <TH>{text.changeColumn}</TH>
            <TH>{text.fieldColumn}</TH>
            <TH grow>{text.typeColumn}</TH>
          </TR>
        </THead>
        <TBody>
          {changes.map((change) => (
            <TR key={`${change.change} ${change.stream} ${"field" in change ? change.field : ""}`}>
              <TD className="font-medium">{change.stream}</TD>
              <TD>
                <Badge tone={tones[change.change]}>{text.changes[change.change]}</Badge>
                {"leftOut" in change && change.leftOut && (
                  <span className="text-ink-muted">{` ${text.leftOut}`}</span>
                )}
              </TD>
              <TD className="font-mono text-xs">{"field" in change ? change.field : "–"}</TD>
              <TD grow muted>
                {typesOf(change)}
              </TD>
            </TR>
          ))}
        </TBody>
      </Table>
    </Section>
  );
}

const tones = {
  stream_added: "ok",
  stream_removed: "bad",
  added: "ok",
  removed: "bad",
  retyped: "warn",
  key_changed: "warn",
} as const;

function typesOf(change: RunSchemaChange): string {
  switch (change.change) {
    case "added":
      return change.after;
    case "removed":
      return change.before;
    case "retyped":
      return `${change.before} → ${change.after}`;
    case "stream_added":
    case "stream_removed":
    case "key_changed":
      return "";
  }
}
