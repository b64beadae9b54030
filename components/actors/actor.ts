import type { State } from "@/components/ui/state";
import * as text from "@/text/actors";

/** Sources and destinations are set up, checked, listed and deleted alike; what differs stands here. */
export type ActorKind = "source" | "destination";

/** A stored source or destination, as screens need it. */
export interface ActorFacts {
  id: string;
  name: string;
  connector: string;
  checkedAt: Date | null;
  checkError: string | null;
  connectionCount: number;
  createdAt: Date;
}

interface ActorPlaces {
  href: string;
  /** The way to a connection between it and one of the other kind. */
  addOtherHref: (id: string) => string;
}

export const actorPlaces: Record<ActorKind, ActorPlaces> = {
  source: { href: "/sources", addOtherHref: (id) => `/sources/${id}/add-destination` },
  destination: { href: "/destinations", addOtherHref: (id) => `/connections/new?destination=${id}` },
};

export function checkState(actor: Pick<ActorFacts, "checkedAt" | "checkError">): {
  state: State;
  label: string;
  reason?: string;
} {
  if (actor.checkedAt === null) return { state: "waiting", label: text.notChecked };
  if (actor.checkError !== null) return { state: "bad", label: text.checkFailed, reason: actor.checkError };
  return { state: "ok", label: text.checked };
}
