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
    const said = withoutLabel(message, stream);
    streams[key] = streams[key] === undefined ? said : `${streams[key]} ${said}`;
    first ??= { key, part: String(part ?? "name") };
  }
  return { fields, streams, choice, first };
}

/** Beside its stream a message need not name it. */
function withoutLabel(message: string, { namespace, name }: StreamName): string {
  const label = `${namespace ? `${namespace}.${name}` : name}: `;
  if (!message.startsWith(label)) return message;
  const said = message.slice(label.length);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** The same, once something of a stream was chosen anew. */
export function withoutStream(problems: EditorProblems, key: string): EditorProblems {
  if (problems.streams[key] === undefined) return problems;
  const { [key]: _, ...streams } = problems.streams;
  return { ...problems, streams, first: problems.first?.key === key ? null : problems.first };
}

/** Whether all that was refused has been chosen anew since. */
export function isMended(error: ActionError, { fields, streams, choice }: EditorProblems): boolean {
  return (
    error.issues.length > 0 &&
    !isStale(error) &&
    choice === null &&
    Object.keys({ ...fields, ...streams }).length === 0
  );
}

/** Someone else has saved meanwhile. */
export function isStale(error: ActionError): boolean {
  return error.code === "conflict" && error.issues.some(({ path }) => path[0] === "revision");
}
