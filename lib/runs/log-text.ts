import type { RunLogLine } from "./schema";

export const logFormats = ["text", "ndjson"] as const;
export type LogFormat = (typeof logFormats)[number];

/** One line of a run's log as a file has it, with its end. */
export function logLineText(
  { id, at, level, stream, message, facts }: RunLogLine,
  format: LogFormat,
): string {
  if (format === "ndjson")
    return `${JSON.stringify({ id: id.toString(), at: at.toISOString(), level, stream, message, facts })}\n`;
  const parts = [
    at.toISOString(),
    level.toUpperCase().padEnd(5),
    ...(stream === null ? [] : [`[${stream}]`]),
    message,
    ...(facts === null ? [] : [JSON.stringify(facts)]),
  ];
  return `${parts.join(" ")}\n`;
}
