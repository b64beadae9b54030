import { once } from "@/lib/action/once";
import {
  createDestinationAction,
  deleteDestinationAction,
  updateDestinationAction,
} from "@/lib/destinations/actions";
import { createSourceAction, deleteSourceAction, updateSourceAction } from "@/lib/sources/actions";
import type { ActorKind } from "./actor";

/** The server actions of each kind under the same names. */
export const actorActions = {
  source: { create: once(createSourceAction), update: updateSourceAction, remove: deleteSourceAction },
  destination: {
    create: once(createDestinationAction),
    update: updateDestinationAction,
    remove: deleteDestinationAction,
  },
} satisfies Record<ActorKind, unknown>;
