"use client";

import type { ConnectorFace } from "@/components/connectors/connector-icon";
import * as text from "@/text/quarantine";
import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import { PageHeader } from "@/components/ui/page-header";
import type { LiveCount } from "./api";
import { QuarantineCard } from "./quarantine-card";

/** So few are looked into at once; more are opened one by one. */
const maxOpened = 3;

export interface QuarantineListProps {
  counts: LiveCount[];
  /** The connection that the page is about; null: all. */
  chosen: { id: string; stream: string | null } | null;
  sourceFaces: Record<string, ConnectorFace>;
  destinationFaces: Record<string, ConnectorFace>;
}

/** Of each connection, the rows that could not be written and wait at its destination. */
export function QuarantineList({ counts, chosen, sourceFaces, destinationFaces }: QuarantineListProps) {
  return (
    <>
      <PageHeader
        title={text.title}
        description={text.about}
        {...(chosen
          ? {
              breadcrumb: [{ href: "/quarantine", label: text.allConnections }],
              controls: <ButtonLink href="/quarantine">{text.showAllConnections}</ButtonLink>,
            }
          : {})}
      />
      {counts.length === 0 ? (
        <Empty title={text.nothingWaits} />
      ) : (
        <ul className="grid grid-cols-1 gap-3">
          {counts.map((count, place) => (
            <li key={count.connectionId} className="min-w-0">
              <QuarantineCard
                count={count}
                source={sourceFaces[count.source.connector] ?? faceOf(count.source.connector)}
                destination={
                  destinationFaces[count.destination.connector] ?? faceOf(count.destination.connector)
                }
                opensAtOnce={place < maxOpened}
                shownStream={chosen?.id === count.connectionId ? chosen.stream : null}
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function faceOf(connector: string): ConnectorFace {
  return { id: connector, title: connector };
}
