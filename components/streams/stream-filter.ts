import { keyOf, lostFields, type OfferedStream, type StreamDrafts } from "@/components/connections/draft";
import * as streamsText from "@/text/streams";

export interface StreamFilter {
  search: string;
  /** "": all of them. */
  state: "" | "chosen" | "left-out" | "trouble";
  mode: string;
  /** Of streams without a namespace: "-". */
  namespace: string;
}

export const noFilter: StreamFilter = { search: "", state: "", mode: "", namespace: "" };

/** The streams that a filter lets through, in their order; `problems` by key. */
export function filterStreams(
  offered: OfferedStream[],
  drafts: StreamDrafts,
  filter: StreamFilter,
  problems: Readonly<Record<string, string>>,
): OfferedStream[] {
  const words = filter.search.toLowerCase().split(/\s+/).filter(Boolean);
  return offered.filter((stream) => {
    const key = keyOf(stream);
    const draft = drafts[key];
    if (!draft) return false;
    const text = `${stream.namespace ?? ""}.${stream.name}`.toLowerCase();
    if (!words.every((word) => text.includes(word))) return false;
    if (filter.namespace !== "" && (stream.namespace ?? "-") !== filter.namespace) return false;
    if (filter.mode !== "" && !(draft.isChosen && draft.syncMode === filter.mode)) return false;
    switch (filter.state) {
      case "chosen":
        return draft.isChosen;
      case "left-out":
        return !draft.isChosen;
      case "trouble":
        return draft.isChosen && troubleOf(stream, draft, problems[key]) !== null;
      default:
        return true;
    }
  });
}

/** What stands in the way of a stream, in words; null: nothing that is known here. */
export function troubleOf(
  stream: OfferedStream,
  draft: StreamDrafts[string],
  problem: string | undefined,
): string | null {
  if (problem !== undefined) return problem;
  if (stream.isGone && draft.isChosen) return streamsText.streamGone;
  const lost = draft.isChosen ? lostFields(stream, draft) : [];
  return lost.length === 0 ? null : streamsText.streamLost(lost);
}

export function namespacesOf(offered: OfferedStream[]): string[] {
  return [...new Set(offered.map((stream) => stream.namespace ?? "-"))].toSorted();
}
