import type { PlanItem } from "@/components/status/plan-list";
import { formatRows } from "@/components/ui/format";
import type { Wire } from "@/lib/internal-api/json";
import type { StreamTables } from "@/lib/connections/tables";
import * as text from "@/text/run-plans";

export type LiveTables = Wire<StreamTables>;

/** The runs that are asked for from a menu. */
export const askedKinds = ["verify", "repair", "sample", "refresh", "replay", "clear"] as const;

export type AskedKind = (typeof askedKinds)[number];

export interface RunWords {
  menu: string;
  title: string;
  description: string;
  /** The verb and the number of streams. */
  confirm: (streams: number) => string;
  /** Takes away what cannot be brought back. */
  isFinal: boolean;
}

export const runWords: Record<AskedKind, RunWords> = {
  verify: { ...text.verify, isFinal: false },
  repair: { ...text.repair, isFinal: false },
  sample: { ...text.sample, isFinal: false },
  refresh: { ...text.refresh, isFinal: false },
  replay: { ...text.replay, isFinal: false },
  clear: { ...text.clear, isFinal: true },
};

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
  const where = table ?? text.itsTable;
  const compared = table === null ? text.comparedWithItsTable : text.comparedWith(table);
  switch (kind) {
    case "verify":
      return [{ verb: "re-read", what: label, detail: compared, ...size }];
    case "repair":
      return [
        { verb: "re-read", what: label, detail: compared, ...size },
        { verb: "alter", what: where, detail: text.rowsThatDiffer },
      ];
    case "sample": {
      const place = stream.sample ?? text.sampleTable;
      return [{ verb: "create", what: place, detail: text.replacesSample, size: formatRows(sample.rows) }];
    }
    case "refresh":
      return [
        { verb: "re-read", what: label, detail: text.fromStart, ...size },
        {
          verb: "alter",
          what: where,
          detail: keepGenerations > 0 ? text.keptAsGeneration(keepGenerations) : text.givesWay,
        },
      ];
    case "replay":
      return [{ verb: "alter", what: where, detail: text.quarantinedRows }];
    case "clear":
      if (table === null) return [{ verb: "delete", what: label, detail: text.positionOnly }];
      return [
        {
          verb: "delete",
          what: table,
          detail: text.tableAndPosition,
          ...size,
        },
        ...(history === null ? [] : [{ verb: "delete" as const, what: history, detail: text.historyOfRows }]),
      ];
  }
}
