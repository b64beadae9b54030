import { z } from "zod";
import { route } from "@/lib/api/route";
import {
  createApplication as createApplicationService,
  deleteApplication as deleteApplicationService,
  getApplication as getApplicationService,
  listApplications as listApplicationsService,
} from "@/lib/applications/service";
import type { ApplicationView } from "@/lib/applications/schema";
import { secretMask } from "@/lib/secrets/config";
import { toEpochSeconds } from "../durations";
import { applicationCreateSchema, applicationSchema, applicationsSchema } from "../wire/applications";

const tags = ["Applications"];
const params = z.object({ applicationId: z.uuid() });
/** An application stands in for an owner: nobody else may see or make one. */
const role = "owner";

export const listApplications = route({
  summary: "List API applications",
  operationId: "listApplications",
  tags,
  role,
  response: applicationsSchema,
  run: async (scope) => {
    const applications = await listApplicationsService(scope);
    return { applications: applications.map((application) => toApiApplication(application)) };
  },
});

export const createApplication = route({
  summary: "Create an API application; the answer alone has its secret",
  operationId: "createApplication",
  tags,
  role,
  body: applicationCreateSchema,
  response: applicationSchema,
  run: async (scope, { body: { name } }) => {
    const application = await createApplicationService(scope, { name });
    return toApiApplication(application, application.clientSecret);
  },
});

export const getApplication = route({
  summary: "Get an API application",
  operationId: "getApplication",
  tags,
  role,
  params,
  response: applicationSchema,
  run: async (scope, { params: { applicationId } }) =>
    toApiApplication(await getApplicationService(scope, applicationId)),
});

export const deleteApplication = route({
  summary: "Delete an API application; its tokens end at once",
  operationId: "deleteApplication",
  tags,
  role,
  params,
  response: applicationSchema,
  run: async (scope, { params: { applicationId } }) => {
    const application = await getApplicationService(scope, applicationId);
    await deleteApplicationService(scope, applicationId);
    return toApiApplication(application);
  },
});

function toApiApplication({ id, name, clientId, createdAt }: ApplicationView, clientSecret = secretMask) {
  return { id, name, clientId, clientSecret, createdAt: toEpochSeconds(createdAt) };
}
