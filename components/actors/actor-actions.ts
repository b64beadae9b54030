import {
  checkDestinationAction,
  checkDestinationConfigAction,
  createDestinationAction,
  deleteDestinationAction,
  updateDestinationAction,
} from "@/lib/destinations/actions";
import {
  checkSourceAction,
  checkSourceConfigAction,
  createSourceAction,
  deleteSourceAction,
  updateSourceAction,
} from "@/lib/sources/actions";
import type { JsonObject } from "@/components/connector-form/json-schema";
import type { ActorKind } from "./actor";

interface ConfigToCheck {
  connector: string;
  config: JsonObject;
  /** What it is to be called. */
  name: string;
  /** The stored one that this configuration is to replace. */
  id?: string;
}

/** The server actions of each kind under the same names. */
export const actorActions = {
  source: {
    check: checkSourceAction,
    checkConfig: ({ id, name: _name, ...input }: ConfigToCheck) =>
      checkSourceConfigAction({ ...input, ...(id ? { sourceId: id } : {}) }),
    create: createSourceAction,
    update: updateSourceAction,
    remove: deleteSourceAction,
  },
  destination: {
    check: checkDestinationAction,
    checkConfig: ({ id, ...input }: ConfigToCheck) =>
      checkDestinationConfigAction({ ...input, ...(id ? { destinationId: id } : {}) }),
    create: createDestinationAction,
    update: updateDestinationAction,
    remove: deleteDestinationAction,
  },
} satisfies Record<ActorKind, unknown>;
