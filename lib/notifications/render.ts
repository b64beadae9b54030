import { formatBytes, formatDuration, formatRows } from "@/components/ui/format";
import type { NotificationMessage } from "./message";
import { instantText } from "./words";

/** What a webhook gets: the message with addresses in the place of its path. Fields are added to it, never changed. */
export function webhookPayload({ path, ...message }: NotificationMessage, publicUrl: string) {
  const { connection, run } = message;
  const connectionUrl = connection && `${publicUrl}/connections/${connection.id}`;
  return {
    ...message,
    url: publicUrl + path,
    connection: connection && { ...connection, url: connectionUrl },
    run: run && { ...run, url: `${connectionUrl}/runs/${run.id}` },
  };
}

/** "Shop → Lake", or nothing where it is about no connection. */
export function pairOf({ connection }: NotificationMessage): string | null {
  return connection && `${connection.source.name} → ${connection.destination.name}`;
}

/** What else is known, a line each. */
export function detailsOf(message: NotificationMessage): { label: string; value: string }[] {
  const { connection, run, workspace, at } = message;
  const pair = pairOf(message);
  return [
    ...(connection && pair ? [{ label: "Connection", value: `${connection.name} (${pair})` }] : []),
    ...(run ? [{ label: "Run", value: runText(run) }] : []),
    { label: "Workspace", value: workspace.name },
    { label: "Time", value: instantText(at) },
  ];
}

function runText(run: NonNullable<NotificationMessage["run"]>): string {
  const { number, kind, status, startedAt, endedAt, rowsRead, rowsWritten, bytes, quarantinedRows } = run;
  const ran = startedAt && endedAt ? [formatDuration(Date.parse(endedAt) - Date.parse(startedAt))] : [];
  const quarantined = quarantinedRows > 0 ? [`${formatRows(quarantinedRows)} in the quarantine`] : [];
  const moved = `${formatRows(rowsRead)} read (${formatBytes(bytes)}), ${formatRows(rowsWritten)} written`;
  return [`${number}, ${kind}`, status, ...ran, moved, ...quarantined].join(" · ");
}
