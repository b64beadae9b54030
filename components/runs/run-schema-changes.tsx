import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import { Table, TBody, TD, TH, THead, TR } from "@/components/ui/table";
import type { RunSchemaChange } from "@/lib/runs/schema";

/** What was another in the source than before; nothing where nothing was. */
export function RunSchemaChanges({ changes }: { changes: RunSchemaChange[] | null }) {
  if (!changes || changes.length === 0) return null;
  return (
    <Section
      title="Schema changes"
      description="What the source has now, against when the stream was last moved."
    >
      <Table label="Schema changes" framed>
        <THead>
          <TR>
            <TH>Stream</TH>
            <TH>Change</TH>
            <TH>Field</TH>
            <TH grow>Type</TH>
          </TR>
        </THead>
        <TBody>
          {changes.map((change) => (
            <TR key={`${change.change} ${change.stream} ${"field" in change ? change.field : ""}`}>
              <TD className="font-medium">{change.stream}</TD>
              <TD>
                <Badge tone={tones[change.change]}>{words[change.change]}</Badge>
                {"leftOut" in change && change.leftOut && <span className="text-ink-muted"> left out</span>}
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

const words: Record<RunSchemaChange["change"], string> = {
  stream_added: "New stream",
  stream_removed: "Stream gone",
  added: "Added",
  removed: "Removed",
  retyped: "Retyped",
  key_changed: "Other key",
};

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
