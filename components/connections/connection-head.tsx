import type { ConnectorFace } from "@/components/connectors/connector-icon";
import { OnlyFor } from "@/components/shell/only-for";
import { PageHeader } from "@/components/ui/page-header";
import { RelativeTime } from "@/components/ui/relative-time";
import type { ConnectionView } from "@/lib/connections/view";
import * as text from "@/text/connections";
import { ConnectionTabs } from "./connection-tabs";
import { RunWatch } from "./run-watch";
import { describeSchedule } from "./schedule-words";
import { ShownAction, ShownControls, ShownName, ShownPair, ShownState } from "./shown-connection";

export interface ConnectionHeadProps {
  connection: ConnectionView;
  source: ConnectorFace;
  destination: ConnectorFace;
}

/** The head of a connection's pages. */
export function ConnectionHead({ connection, source, destination }: ConnectionHeadProps) {
  const { id, revision, name, status, lastRun, schedule, follows, nextDueAt } = connection;
  const drawn = { id, revision, name, status, lastRun };
  return (
    <>
      <RunWatch connectionId={id} drawnRun={lastRun && { id: lastRun.id, status: lastRun.status }} />
      <PageHeader
        breadcrumb={[{ href: "/connections", label: text.title }]}
        mark={<ShownPair drawn={drawn} source={source} destination={destination} />}
        title={<ShownName drawn={drawn} />}
        state={<ShownState drawn={drawn} />}
        description={
          <>
            {connection.source.name} → {connection.destination.name} · {describeSchedule(schedule, follows)}
            {nextDueAt && (
              <>
                {" · "}
                {text.nextRunAt(<RelativeTime at={nextDueAt} />)}
              </>
            )}
          </>
        }
        action={
          <OnlyFor role="editor">
            <ShownControls drawn={drawn} />
            <ShownAction drawn={drawn} />
          </OnlyFor>
        }
        tabs={<ConnectionTabs connectionId={id} />}
      />
    </>
  );
}
