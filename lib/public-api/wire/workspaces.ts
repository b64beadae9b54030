import { z } from "zod";
import { pageSchema } from "@/lib/api/paging";
import { absent, idSchema } from "./common";

const notificationsSchema = z.looseObject({});

const switchMeta = {
  description: "Beyond Airbyte's API: destinations that ask nobody whether they may write are refused.",
};

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
    requiresWriteAuthentication: absent(z.boolean()).meta(switchMeta),
  })
  .meta({ id: "WorkspaceUpdateRequest" });

export const workspaceSchema = z
  .object({
    workspaceId: z.uuid(),
    name: z.string(),
    dataResidency: z.string(),
    notifications: notificationsSchema,
    requiresWriteAuthentication: z.boolean().meta(switchMeta),
  })
  .meta({ id: "WorkspaceResponse" });

export const workspacesSchema = pageSchema(workspaceSchema).meta({ id: "WorkspacesResponse" });
