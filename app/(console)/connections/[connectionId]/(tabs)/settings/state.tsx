import { StateTable } from "@/components/connections/state-table";
import { ReasonCard } from "@/components/status/reason-card";
import { RefreshButton } from "@/components/ui/refresh-button";
import { requireScope } from "@/lib/auth/current-session";
import { getState } from "@/lib/connections/state";
import { settle } from "@/lib/connectors/check";
import * as text from "@/text/connection-state";

export interface StateProps {
  connection: { id: string; name: string };
}

/** Asks the destination where each feed stands. */
export async function State({ connection }: StateProps) {
  const scope = await requireScope();
  const found = await settle(() => getState(scope, connection.id));
  if (!found.ok)
    return (
      <ReasonCard
        what={found.message}
        advice={text.checkDestination}
        actions={<RefreshButton label={text.readAgain} />}
      />
    );
  if (found.value.length === 0) return <p className="text-sm text-ink-muted">{text.noState}</p>;
  const feeds = found.value.map(({ feedId, checkpoint }) => ({
    feedId,
    runNumber: checkpoint?.syncId ?? null,
    position: checkpoint?.position ?? null,
  }));
  return <StateTable connection={connection} feeds={feeds} />;
}
