import type { PlanItem } from "@/components/status/plan-list";
import { formatCountOf, formatRows } from "@/components/ui/format";
import type { Wire } from "@/lib/internal-api/json";
import type { StreamTables } from "@/lib/connections/tables";

export type LiveTables = Wire<StreamTables>;

/** The runs that are asked for from a menu. */
export const askedKinds = ["verify", "repair", "sample", "refresh", "replay", "clear"] as const;

export type AskedKind = (typeof askedKinds)[number];

export interface RunWords {
  menu: string;
  title: string;
  description: string;
  /** Before the number of streams. */
  verb: string;
  /** Takes away what cannot be brought back. */
  isFinal: boolean;
}

export const runWords: Record<AskedKind, RunWords> = {
  verify: {
    menu: "Verify content now",
    title: "Verify content",
    description: "Source and destination are read and compared by checksums. Nothing is written.",
    verb: "Verify",
    isFinal: false,
  },
  repair: {
    menu: "Repair what differs",
    title: "Repair what differs",
    description: "Source and destination are compared; the rows that differ are read and written again.",
    verb: "Repair",
    isFinal: false,
  },
  sample: {
    menu: "Take a sample",
    title: "Take a sample",
    description: "The first rows of each stream, into tables of their own. The real tables stay as they are.",
    verb: "Sample",
    isFinal: false,
  },
  refresh: {
    menu: "Refresh",
    title: "Refresh streams",
    description: "All rows are read anew. A table shows its former rows until the new ones are complete.",
    verb: "Refresh",
    isFinal: false,
  },
  replay: {
    menu: "Replay quarantine",
    title: "Replay the quarantine",
    description: "The rows that could not be written are tried again. What still fails waits on.",
    verb: "Replay",
    isFinal: false,
  },
  clear: {
    menu: "Clear",
    title: "Clear streams",
    description: "The tables go with all their rows. The next sync begins from the start.",
    verb: "Clear",
    isFinal: true,
  },
};

/** "Refresh 3 streams" */
export function confirmWords(kind: AskedKind, streams: number): string {
  return `${runWords[kind].verb} ${formatCountOf(streams, "stream")}`;
}

/** Exactly what a run would do, stream by stream. */
export function planItems(
  kind: AskedKind,
  streams: readonly LiveTables[],
  sample: { rows: number },
): PlanItem[] {
  return streams.flatMap((stream) => itemsOf(kind, stream, sample));
}

function itemsOf(kind: AskedKind, stream: LiveTables, sample: { rows: number }): PlanItem[] {
  const { label, table, history, keepGenerations } = stream;
  const size = stream.rows === null ? {} : { size: formatRows(BigInt(stream.rows)) };
  const where = table ?? "its table";
  switch (kind) {
    case "verify":
      return [{ verb: "re-read", what: label, detail: `and compared with ${where}`, ...size }];
    case "repair":
      return [
        { verb: "re-read", what: label, detail: `and compared with ${where}`, ...size },
        { verb: "alter", what: where, detail: "the rows that differ" },
      ];
    case "sample": {
      const place = stream.sample ?? "a table in a schema that ends in _sluice_sample";
      return [
        { verb: "create", what: place, detail: "replaces the sample before", size: formatRows(sample.rows) },
      ];
    }
    case "refresh":
      return [
        { verb: "re-read", what: label, detail: "from the start", ...size },
        {
          verb: "alter",
          what: where,
          detail:
            keepGenerations > 0
              ? `what is there stays as a former generation (${formatCountOf(keepGenerations, "generation")} kept)`
              : "what is there gives way once all is read",
        },
      ];
    case "replay":
      return [
        { verb: "alter", what: where, detail: "the rows that wait in the quarantine are added or merged" },
      ];
    case "clear":
      if (table === null)
        return [{ verb: "delete", what: label, detail: "its position; nothing was written yet" }];
      return [
        {
          verb: "delete",
          what: table,
          detail: "the table with all its rows, and the stream’s position",
          ...size,
        },
        ...(history === null
          ? []
          : [{ verb: "delete" as const, what: history, detail: "the history of its rows" }]),
      ];
  }
}
