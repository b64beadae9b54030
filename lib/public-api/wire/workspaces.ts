import { z } from "zod";
import { pageSchema } from "@/lib/api/paging";
import { absent, idSchema } from "./common";

const notificationsSchema = z.looseObject({});

export const workspaceCreateSchema = z
  .object({
    name: z.string(),
    organizationId: absent(idSchema),
    notifications: absent(notificationsSchema),
    regionId: absent(z.string()),
  })
  .meta({ id: "WorkspaceCreateRequest" });

export const workspacePatchSchema = z
  .object({
    name: absent(z.string()),
    notifications: absent(notificationsSchema),
    regionId: absent(z.string()),
  })
  .meta({ id: "WorkspaceUpdateRequest" });

export const workspaceSchema = z
  .object({
    workspaceId: z.uuid(),
    name: z.string(),
    dataResidency: z.string(),
    notifications: notificationsSchema,
  })
  .meta({ id: "WorkspaceResponse" });

export const workspacesSchema = pageSchema(workspaceSchema).meta({ id: "WorkspacesResponse" });
