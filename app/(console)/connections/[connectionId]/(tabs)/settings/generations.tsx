import { GenerationTable } from "@/components/connections/generation-table";
import { StreamPicker } from "@/components/connections/stream-picker";
import { ReasonCard } from "@/components/status/reason-card";
import { streamLabel } from "@/connectors/sdk";
import { RefreshButton } from "@/components/ui/refresh-button";
import { requireScope } from "@/lib/auth/current-session";
import { listGenerations } from "@/lib/connections/generations";
import type { ConnectionView } from "@/lib/connections/view";
import { settle } from "@/lib/connectors/check";
import { streamKey } from "@/lib/sync/stream-key";
import * as text from "@/text/connection-state";

export interface GenerationsProps {
  connection: ConnectionView;
  /** Of the address: the stream that is shown. */
  wanted: string | string[] | undefined;
}

/** Asks the destination about the stream that is shown. */
export async function Generations({ connection, wanted }: GenerationsProps) {
  const replaced = connection.streams.filter(
    ({ syncMode, deletes }) => syncMode === "full_refresh_overwrite" && deletes === undefined,
  );
  const stream = replaced.find((each) => streamKey(each) === wanted) ?? replaced[0];
  if (!stream) return <p className="text-sm text-ink-muted">{text.noStreamReplaces}</p>;
  const { namespace, name, keepGenerations = 0 } = stream;
  const named = { name, ...(namespace === undefined ? {} : { namespace }) };
  const { id, revision } = connection;
  const scope = await requireScope();
  const found = await settle(() => listGenerations(scope, id, named));
  return (
    <>
      {replaced.length > 1 && (
        <StreamPicker
          value={streamKey(stream)}
          options={replaced.map((each) => ({ value: streamKey(each), label: streamLabel(each) }))}
        />
      )}
      {found.ok ? (
        <GenerationTable
          key={streamKey(stream)}
          connection={{ id, revision }}
          stream={{ ...named, label: streamLabel(stream), keepGenerations }}
          shown={found.value.shown}
          kept={found.value.kept}
        />
      ) : (
        <ReasonCard
          what={found.message}
          advice={text.checkDestination}
          actions={<RefreshButton label={text.readAgain} />}
        />
      )}
    </>
  );
}
