import { z } from "zod";
import { pageOf } from "@/lib/api/paging";
import { route } from "@/lib/api/route";
import {
  createDestination as createDestinationService,
  deleteDestination as deleteDestinationService,
  getDestination as getDestinationService,
  listDestinations as listDestinationsService,
  updateDestination,
} from "@/lib/destinations/service";
import type { DestinationView } from "@/lib/destinations/schema";
import { fromAirbyteConfig, resolveDefinition } from "../definitions";
import { toApiDestination, withoutType } from "../mappers/ends";
import { includesOwnWorkspace, requireOwnWorkspace } from "../scope";
import { pageQuerySchema } from "../wire/common";
import {
  destinationCreateSchema,
  destinationPatchSchema,
  destinationPutSchema,
  destinationSchema,
  destinationsSchema,
} from "../wire/destinations";

const tags = ["Destinations"];
const params = z.object({ destinationId: z.uuid() });

export const listDestinations = route({
  summary: "List destinations",
  operationId: "listDestinations",
  tags,
  query: pageQuerySchema,
  response: destinationsSchema,
  run: async (scope, { query }, request) => {
    const { limit, offset } = query;
    const { items } = includesOwnWorkspace(scope, query.workspaceIds)
      ? await listDestinationsService(scope, { order: "created", limit, offset })
      : { items: [] };
    return pageOf(
      request,
      query,
      items.map((item) => answer(item, request)),
    );
  },
});

export const createDestination = route({
  summary: "Create a destination",
  operationId: "createDestination",
  tags,
  body: destinationCreateSchema,
  response: destinationSchema,
  run: async (scope, { body }, request) => {
    requireOwnWorkspace(scope, body.workspaceId);
    const { destinationType } = body.configuration;
    const { id } = resolveDefinition("destination", body.definitionId, destinationType);
    const config = fromAirbyteConfig(destinationType, withoutType("destination", body.configuration));
    const input = { name: body.name, connector: id, config, maxParallelStreams: body.maxParallelStreams };
    return answer(await createDestinationService(scope, input), request);
  },
});

export const getDestination = route({
  summary: "Get a destination",
  operationId: "getDestination",
  tags,
  params,
  query: z.object({ includeSecretCoordinates: z.string().optional() }),
  response: destinationSchema,
  run: async (scope, { params: { destinationId } }, request) =>
    answer(await getDestinationService(scope, destinationId), request),
});

export const patchDestination = route({
  summary: "Change a destination: what is not named stays as it is",
  operationId: "patchDestination",
  tags,
  params,
  body: destinationPatchSchema,
  response: destinationSchema,
  run: async (scope, { params: { destinationId }, body }, request) => {
    const { name, configuration, maxParallelStreams } = body;
    requireOwnWorkspace(scope, body.workspaceId);
    const destination = await updateDestination(scope, destinationId, {
      maxParallelStreams,
      ...(name === undefined ? {} : { name }),
      ...(configuration === undefined
        ? {}
        : { config: withoutType("destination", configuration), mode: "patch" }),
    });
    return answer(destination, request);
  },
});

export const putDestination = route({
  summary: "Replace a destination's name and configuration",
  operationId: "putDestination",
  tags,
  params,
  body: destinationPutSchema,
  response: destinationSchema,
  run: async (scope, { params: { destinationId }, body }, request) => {
    const { name, configuration, maxParallelStreams } = body;
    const config = fromAirbyteConfig(
      configuration.destinationType,
      withoutType("destination", configuration),
    );
    return answer(
      await updateDestination(scope, destinationId, { name, config, mode: "put", maxParallelStreams }),
      request,
    );
  },
});

export const deleteDestination = route({
  summary: "Delete a destination, and the connections that write to it; its tables stay",
  operationId: "deleteDestination",
  tags,
  params,
  status: 204,
  run: (scope, { params: { destinationId } }) =>
    deleteDestinationService(scope, destinationId, { withConnections: true }),
});

function answer(destination: DestinationView, request: Request) {
  return toApiDestination(destination, request.headers.get("user-agent") ?? "");
}
