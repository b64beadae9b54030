import type { Scope } from "@/lib/workspaces/scope";
import type { AuditLine } from "./line";
import { listAudit, type AuditFilter } from "./service";

export type ExportFormat = "csv" | "json";

const pageSize = 200;
const columns = ["at", "actor", "actorId", "action", "subject", "facts"] as const;

/** The entries that the filter leaves, newest first, as a file that is written while it is read page by page. */
export function exportAudit(
  scope: Scope,
  filter: AuditFilter,
  format: ExportFormat,
): ReadableStream<Uint8Array> {
  const parts = format === "csv" ? csvParts(scope, filter) : jsonParts(scope, filter);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

async function* pages(scope: Scope, filter: AuditFilter): AsyncGenerator<AuditLine[]> {
  let before: bigint | undefined;
  for (;;) {
    const lines = await listAudit(scope, { ...filter, before, limit: pageSize });
    if (lines.length > 0) yield lines;
    const last = lines.at(-1);
    if (!last || lines.length < pageSize) return;
    before = BigInt(last.id);
  }
}

async function* csvParts(scope: Scope, filter: AuditFilter): AsyncGenerator<string, undefined> {
  yield `${columns.join(",")}\r\n`;
  for await (const lines of pages(scope, filter)) yield lines.map(toCsv).join("");
  return undefined;
}

async function* jsonParts(scope: Scope, filter: AuditFilter): AsyncGenerator<string, undefined> {
  let opening = "[";
  for await (const lines of pages(scope, filter)) {
    yield `${opening}\n${lines.map((line) => JSON.stringify(line)).join(",\n")}`;
    opening = ",";
  }
  yield opening === "[" ? "[]\n" : "\n]\n";
  return undefined;
}

/** A line of RFC 4180. */
export function toCsv({ at, actor, actorName, action, subject, facts }: AuditLine): string {
  const actorId = "id" in actor ? actor.id : actor.part;
  const cells = [at.toISOString(), actorName ?? actor.kind, actorId, action, subject, JSON.stringify(facts)];
  return `${cells.map(toCell).join(",")}\r\n`;
}

/** Spreadsheets take a cell that begins so for a formula; a name in the log may be anybody's invention. */
function toCell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
