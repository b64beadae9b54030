import { z } from "zod";
import { pageOf } from "@/lib/api/paging";
import { route } from "@/lib/api/route";
import { InvalidInputError } from "@/lib/errors";
import {
  createSource as createSourceService,
  deleteSource as deleteSourceService,
  getSource as getSourceService,
  listSources as listSourcesService,
  updateSource,
} from "@/lib/sources/service";
import { resolveDefinition } from "../definitions";
import { toApiSource, withoutType } from "../mappers/ends";
import { includesOwnWorkspace, requireOwnWorkspace } from "../scope";
import { pageQuerySchema } from "../wire/common";
import {
  sourceCreateSchema,
  sourcePatchSchema,
  sourcePutSchema,
  sourceSchema,
  sourcesSchema,
} from "../wire/sources";

const tags = ["Sources"];
const params = z.object({ sourceId: z.uuid() });

export const listSources = route({
  summary: "List sources",
  operationId: "listSources",
  tags,
  query: pageQuerySchema,
  response: sourcesSchema,
  run: async (scope, { query }, request) => {
    const { limit, offset } = query;
    const { items } = includesOwnWorkspace(scope, query.workspaceIds)
      ? await listSourcesService(scope, { order: "created", limit, offset })
      : { items: [] };
    return pageOf(request, query, items.map(toApiSource));
  },
});

export const createSource = route({
  summary: "Create a source",
  operationId: "createSource",
  tags,
  body: sourceCreateSchema,
  response: sourceSchema,
  run: async (scope, { body }) => {
    requireOwnWorkspace(scope, body.workspaceId);
    refuseSecretId(body.secretId);
    const { id } = resolveDefinition("source", body.definitionId, body.configuration.sourceType);
    const config = withoutType("source", body.configuration);
    const { maxParallelStreams } = body;
    return toApiSource(
      await createSourceService(scope, { name: body.name, connector: id, config, maxParallelStreams }),
    );
  },
});

export const getSource = route({
  summary: "Get a source",
  operationId: "getSource",
  tags,
  params,
  query: z.object({ includeSecretCoordinates: z.string().optional() }),
  response: sourceSchema,
  run: async (scope, { params: { sourceId } }) => toApiSource(await getSourceService(scope, sourceId)),
});

export const patchSource = route({
  summary: "Change a source: what is not named stays as it is",
  operationId: "patchSource",
  tags,
  params,
  body: sourcePatchSchema,
  response: sourceSchema,
  run: async (scope, { params: { sourceId }, body }) => {
    const { name, configuration, workspaceId, secretId, maxParallelStreams } = body;
    requireOwnWorkspace(scope, workspaceId);
    refuseSecretId(secretId);
    const source = await updateSource(scope, sourceId, {
      maxParallelStreams,
      ...(name === undefined ? {} : { name }),
      ...(configuration === undefined ? {} : { config: withoutType("source", configuration), mode: "patch" }),
    });
    return toApiSource(source);
  },
});

export const putSource = route({
  summary: "Replace a source's name and configuration",
  operationId: "putSource",
  tags,
  params,
  body: sourcePutSchema,
  response: sourceSchema,
  run: async (scope, { params: { sourceId }, body: { name, configuration, maxParallelStreams } }) => {
    const config = withoutType("source", configuration);
    return toApiSource(
      await updateSource(scope, sourceId, { name, config, mode: "put", maxParallelStreams }),
    );
  },
});

export const deleteSource = route({
  summary: "Delete a source, and the connections that read from it",
  operationId: "deleteSource",
  tags,
  params,
  status: 204,
  run: (scope, { params: { sourceId } }) => deleteSourceService(scope, sourceId, { withConnections: true }),
});

function refuseSecretId(secretId: string | undefined): void {
  if (secretId === undefined) return;
  throw new InvalidInputError("secretId is not offered yet. Put the credentials into the configuration.");
}
