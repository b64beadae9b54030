import { call, once } from "@/lib/action/call";
import {
  createDestinationAction,
  deleteDestinationAction,
  updateDestinationAction,
} from "@/lib/destinations/actions";
import { createSourceAction, deleteSourceAction, updateSourceAction } from "@/lib/sources/actions";
import type { ActorKind } from "./actor";

/** Whoever calls one goes on to another page. */
const leaving = { withoutPage: true };

/** The server actions of each kind under the same names. */
export const actorActions = {
  source: {
    create: once(createSourceAction, leaving),
    update: call(updateSourceAction, leaving),
    remove: call(deleteSourceAction, leaving),
  },
  destination: {
    create: once(createDestinationAction, leaving),
    update: call(updateDestinationAction, leaving),
    remove: call(deleteDestinationAction, leaving),
  },
} satisfies Record<ActorKind, unknown>;
