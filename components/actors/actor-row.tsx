"use client";

import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { tellRun } from "@/components/runs/states";
import { StatusCell } from "@/components/status/status-cell";
import { RelativeTime } from "@/components/ui/relative-time";
import { RowLink, TD, TR } from "@/components/ui/table";
import type { ActorLine } from "@/lib/connectors/actor-list";
import * as text from "@/text/actors";
import { actorPlaces, checkState, type ActorKind } from "./actor";

export interface ActorRowProps {
  kind: ActorKind;
  actor: ActorLine;
  face: ConnectorFace | undefined;
}

/** A source or destination in their list. Drawn from its facts on both sides, as ConnectionRow is. */
export function ActorRow({ kind, actor, face }: ActorRowProps) {
  return (
    <TR>
      <TD grow>
        <RowLink href={`${actorPlaces[kind].href}/${actor.id}`}>
          <span className="flex items-center gap-2">
            {face && <ConnectorIcon {...face} size="sm" />}
            <span className="truncate">{actor.name}</span>
          </span>
        </RowLink>
      </TD>
      <TD muted>{face?.title ?? actor.connector}</TD>
      <TD>
        <StatusCell {...checkState(actor)} {...(actor.checkedAt ? { at: actor.checkedAt } : {})} />
      </TD>
      <TD align="right" muted={actor.connectionCount === 0}>
        {actor.connectionCount === 0 ? text.unused : actor.connectionCount}
      </TD>
      <TD>
        {actor.lastSync ? (
          <StatusCell {...tellRun(actor.lastSync.status)} at={actor.lastSync.at} />
        ) : (
          <span className="text-ink-faint">{text.neverSynced}</span>
        )}
      </TD>
      <TD muted>
        <RelativeTime at={actor.createdAt} />
      </TD>
    </TR>
  );
}
