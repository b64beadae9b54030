import { z } from "zod";
import { pageOf } from "@/lib/api/paging";
import { route } from "@/lib/api/route";
import { queryList } from "@/lib/api/query";
import {
  createConnection as createConnectionService,
  deleteConnection as deleteConnectionService,
  getConnection as getConnectionService,
  listConnections as listConnectionsService,
  updateConnection,
} from "@/lib/connections/service";
import { warnOfSharedTables } from "@/lib/connections/shared-tables";
import { fromApiSettings, staleWarningsOf, toApiConnection, withWarnings } from "../mappers/connections";
import { includesOwnWorkspace } from "../scope";
import { pageQuerySchema } from "../wire/common";
import {
  connectionCreateSchema,
  connectionPatchSchema,
  connectionSchema,
  connectionsSchema,
} from "../wire/connections";

const tags = ["Connections"];
const params = z.object({ connectionId: z.uuid() });

export const listConnections = route({
  summary: "List connections",
  operationId: "listConnections",
  tags,
  query: z.object({ ...pageQuerySchema.shape, tagIds: queryList(z.string()) }),
  response: connectionsSchema,
  run: async (scope, { query }, request) => {
    const { limit, offset, workspaceIds, tagIds } = query;
    // No connection has a tag, so none has one of those that are asked for.
    const isWanted = includesOwnWorkspace(scope, workspaceIds) && !tagIds?.length;
    const { items } = isWanted
      ? await listConnectionsService(scope, { order: "created", limit, offset })
      : { items: [] };
    return pageOf(request, query, items.map(toApiConnection));
  },
});

export const createConnection = route({
  summary: "Connect a source with a destination; without streams, every stream is replaced in each sync",
  operationId: "createConnection",
  tags,
  body: connectionCreateSchema,
  response: connectionSchema,
  run: async (scope, { body: { sourceId, destinationId, ...settings } }) => {
    const input = { sourceId, destinationId, ...fromApiSettings(settings) };
    const connection = await createConnectionService(scope, input);
    return withWarnings(toApiConnection(connection), await warnOfSharedTables(scope, connection));
  },
});

export const getConnection = route({
  summary: "Get a connection",
  operationId: "getConnection",
  tags,
  params,
  response: connectionSchema,
  run: async (scope, { params: { connectionId } }) =>
    toApiConnection(await getConnectionService(scope, connectionId)),
});

export const patchConnection = route({
  summary: "Change a connection: what is not named stays as it is",
  operationId: "patchConnection",
  tags,
  params,
  body: connectionPatchSchema,
  response: connectionSchema,
  run: async (scope, { params: { connectionId }, body }) => {
    const before = await getConnectionService(scope, connectionId);
    const after = await updateConnection(scope, connectionId, fromApiSettings(body));
    const shared = await warnOfSharedTables(scope, after, before);
    return withWarnings(toApiConnection(after), [...shared, ...staleWarningsOf(before, after)]);
  },
});

export const deleteConnection = route({
  summary: "Delete a connection; what it wrote stays",
  operationId: "deleteConnection",
  tags,
  params,
  status: 204,
  run: (scope, { params: { connectionId } }) => deleteConnectionService(scope, connectionId),
});
