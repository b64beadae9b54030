import type { State } from "@/components/ui/state";

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

interface ActorWords {
  title: string;
  heading: string;
  plural: string;
  href: string;
  /** The way to a connection between it and one of the other kind. */
  addOther: { label: string; href: (id: string) => string };
  /** What its check does. */
  checking: string;
  checked: string;
  empty: string;
}

export const actorWords: Record<ActorKind, ActorWords> = {
  source: {
    title: "source",
    heading: "Source",
    plural: "Sources",
    href: "/sources",
    addOther: { label: "Add destination", href: (id) => `/sources/${id}/add-destination` },
    checking: "Connecting and reading",
    checked: "It can be read",
    empty: "No source yet: nothing is read from anywhere.",
  },
  destination: {
    title: "destination",
    heading: "Destination",
    plural: "Destinations",
    href: "/destinations",
    addOther: { label: "Add source", href: (id) => `/connections/new?destination=${id}` },
    checking: "Connecting, writing a test row, reading it back and removing it",
    checked: "It can be written",
    empty: "No destination yet: there is nowhere to write.",
  },
};

export function checkState(actor: Pick<ActorFacts, "checkedAt" | "checkError">): {
  state: State;
  label: string;
  reason?: string;
} {
  if (actor.checkedAt === null) return { state: "waiting", label: "Not checked" };
  if (actor.checkError !== null) return { state: "bad", label: "Check failed", reason: actor.checkError };
  return { state: "ok", label: "Checked" };
}
