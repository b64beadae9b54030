import type { ActionError } from "@/lib/action";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";

/** What the service found wrong, by where it stands in the editor. */
export interface EditorProblems {
  /** By the field of the connection: name, prefix, … */
  fields: Readonly<Record<string, string>>;
  /** By `streamKey`. */
  streams: Readonly<Record<string, string>>;
  /** Of all streams together: none is chosen. */
  choice: string | null;
  /** The stream to go to, and which part of its choice. */
  first: { key: string; part: string } | null;
}

export const noProblems: EditorProblems = { fields: {}, streams: {}, choice: null, first: null };

/** Issues of streams come by their place in what was sent; those of an update stand under `changes`. */
export function placeProblems(error: ActionError, sent: StreamName[]): EditorProblems {
  const fields: Record<string, string> = {};
  const streams: Record<string, string> = {};
  let choice: string | null = null;
  let first: EditorProblems["first"] = null;
  for (const { path, message } of error.issues) {
    const [field, index, part] = path[0] === "changes" ? path.slice(1) : path;
    if (field !== "streams") {
      if (typeof field === "string") fields[field] ??= message;
      continue;
    }
    const stream = typeof index === "number" ? sent[index] : undefined;
    if (!stream) {
      choice ??= message;
      continue;
    }
    const key = streamKey(stream);
    streams[key] = streams[key] === undefined ? message : `${streams[key]} ${message}`;
    first ??= { key, part: String(part ?? "name") };
  }
  return { fields, streams, choice, first };
}

/** Someone else has saved meanwhile. */
export function isStale(error: ActionError): boolean {
  return error.code === "conflict" && error.issues.some(({ path }) => path[0] === "revision");
}
