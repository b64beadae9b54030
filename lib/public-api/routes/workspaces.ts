import { z } from "zod";
import { pageOf } from "@/lib/api/paging";
import { route } from "@/lib/api/route";
import type { Workspace } from "@/lib/db";
import { AppError, ConflictError } from "@/lib/errors";
import {
  getWorkspace as getWorkspaceService,
  updateWorkspace as updateWorkspaceService,
} from "@/lib/workspaces/service";
import { includesOwnWorkspace, requireOwnWorkspace } from "../scope";
import { pageQuerySchema } from "../wire/common";
import {
  workspaceCreateSchema,
  workspacePatchSchema,
  workspaceSchema,
  workspacesSchema,
} from "../wire/workspaces";

const tags = ["Workspaces"];
const params = z.object({ workspaceId: z.uuid() });

export const listWorkspaces = route({
  summary: "List workspaces: the one of the token",
  operationId: "listWorkspaces",
  tags,
  query: pageQuerySchema,
  response: workspacesSchema,
  run: async (scope, { query }, request) => {
    const isOnPage = query.offset === 0 && includesOwnWorkspace(scope, query.workspaceIds);
    return pageOf(request, query, isOnPage ? [toApiWorkspace(await getWorkspaceService(scope))] : []);
  },
});

export const createWorkspace = route({
  summary: "Not offered: an installation has one workspace",
  operationId: "createWorkspace",
  tags,
  body: workspaceCreateSchema,
  response: workspaceSchema,
  run: () => {
    throw new AppError(
      "forbidden",
      "An installation has one workspace. Use the one that GET /workspaces lists.",
    );
  },
});

export const getWorkspace = route({
  summary: "Get a workspace",
  operationId: "getWorkspace",
  tags,
  auth: "caller",
  params,
  response: workspaceSchema,
  run: async (scope, { params: { workspaceId } }) => {
    requireOwnWorkspace(scope, workspaceId);
    return toApiWorkspace(await getWorkspaceService(scope));
  },
});

export const updateWorkspace = route({
  summary: "Rename a workspace, or say whether every write needs a decision (beyond Airbyte's API)",
  operationId: "updateWorkspace",
  tags,
  auth: "caller",
  role: "admin",
  params,
  body: workspacePatchSchema,
  response: workspaceSchema,
  run: async (scope, { params: { workspaceId }, body: { name, requiresWriteAuthentication } }) => {
    requireOwnWorkspace(scope, workspaceId);
    return toApiWorkspace(await updateWorkspaceService(scope, { name, requiresWriteAuthentication }));
  },
});

export const deleteWorkspace = route({
  summary: "Not offered: an installation keeps its one workspace",
  operationId: "deleteWorkspace",
  tags,
  params,
  status: 204,
  run: (scope, { params: { workspaceId } }) => {
    requireOwnWorkspace(scope, workspaceId);
    throw new ConflictError("The only workspace of an installation cannot be deleted.");
  },
});

/** Notifications are not sent yet; clients insist on the key. */
function toApiWorkspace({ id, name, requiresWriteAuthentication }: Workspace) {
  return { workspaceId: id, name, dataResidency: "auto", notifications: {}, requiresWriteAuthentication };
}
