"use client";

import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { tellConnection } from "@/components/runs/states";
import { Pair } from "@/components/status/pair";
import { StatusCell } from "@/components/status/status-cell";
import { deriveConnectionStatus } from "@/lib/connections/status";
import type { RunSummary } from "@/lib/runs/schema";
import { ConnectionMenu } from "./connection-menu";
import { useOwnChange } from "./own-changes";
import { PauseControl } from "./pause-control";
import { SyncControls } from "./sync-controls";

/** What of a connection its head shows, and changes at once when it is changed here. */
export interface DrawnConnection {
  id: string;
  revision: number;
  name: string;
  status: "active" | "inactive";
  lastRun: Pick<RunSummary, "id" | "status" | "createdAt" | "endedAt" | "failure"> | null;
}

export function ShownName({ drawn }: { drawn: DrawnConnection }) {
  return useOwnChange(drawn).name;
}

export function ShownPair({
  drawn,
  ...ends
}: {
  drawn: DrawnConnection;
  source: ConnectorFace;
  destination: ConnectorFace;
}) {
  const { state } = useTold(drawn);
  return <Pair {...ends} state={state} />;
}

export function ShownState({ drawn }: { drawn: DrawnConnection }) {
  const told = useTold(drawn);
  const { lastRun } = drawn;
  return (
    <StatusCell
      {...told}
      {...(lastRun ? { at: lastRun.endedAt ?? lastRun.createdAt } : {})}
      {...(lastRun?.failure ? { reason: lastRun.failure.message } : {})}
    />
  );
}

/** Before the primary action: what else can be done with it. */
export function ShownControls({ drawn }: { drawn: DrawnConnection }) {
  const { id, name, status } = useOwnChange(drawn);
  return (
    <>
      <ConnectionMenu connectionId={id} name={name} isActive={status === "active"} />
      <PauseControl connectionId={id} status={status} />
    </>
  );
}

export function ShownAction({ drawn }: { drawn: DrawnConnection }) {
  const { id, status } = useOwnChange(drawn);
  return <SyncControls connectionId={id} isActive={status === "active"} />;
}

function useTold(drawn: DrawnConnection) {
  const { status } = useOwnChange(drawn);
  return tellConnection(deriveConnectionStatus({ status }, drawn.lastRun));
}
