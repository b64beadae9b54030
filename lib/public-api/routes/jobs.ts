import { pageOf } from "@/lib/api/paging";
import { route } from "@/lib/api/route";
import { getConnection } from "@/lib/connections/service";
import { NotFoundError } from "@/lib/errors";
import { getRun, listRuns } from "@/lib/runs/queries";
import { decideHeld } from "@/lib/runs/hold";
import { cancelRun, requestSync } from "@/lib/runs/request";
import type { RunDetail } from "@/lib/runs/schema";
import type { Scope } from "@/lib/workspaces/scope";
import { toApiJob, toApiJobDetail, toRunFilter } from "../mappers/jobs";
import { includesOwnWorkspace } from "../scope";
import {
  jobCreateSchema,
  jobDecisionSchema,
  jobDetailSchema,
  jobParams,
  jobSchema,
  jobsQuerySchema,
  jobsSchema,
} from "../wire/jobs";

const tags = ["Jobs"];
const maxNumber = 2_147_483_647;

export const listJobs = route({
  summary: "List jobs",
  operationId: "listJobs",
  tags,
  query: jobsQuerySchema,
  response: jobsSchema,
  run: async (scope, { query }, request) => {
    if (query.connectionId !== undefined) await getConnection(scope, query.connectionId);
    const filter = includesOwnWorkspace(scope, query.workspaceIds) ? toRunFilter(query) : null;
    const { items } = filter ? await listRuns(scope, filter) : { items: [] };
    const now = new Date();
    return pageOf(
      request,
      query,
      items.map((run) => toApiJob(run, now)),
    );
  },
});

export const createJob = route({
  summary: "Sync, refresh or clear a connection now; verify or repair it (beyond Airbyte's API)",
  operationId: "createJob",
  tags,
  body: jobCreateSchema,
  response: jobSchema,
  run: async (scope, { body: { connectionId, jobType, streams } }) => {
    await getConnection(scope, connectionId);
    const kind = jobType === "reset" ? "clear" : jobType;
    return toApiJob(
      await requestSync(scope, { connectionId, trigger: "api", kind, ...(streams ? { streams } : {}) }),
      new Date(),
    );
  },
});

export const getJob = route({
  summary: "Get a job",
  operationId: "getJob",
  tags,
  params: jobParams,
  response: jobDetailSchema,
  run: async (scope, { params: { jobId } }) => toApiJobDetail(await runOf(scope, jobId), new Date()),
});

export const cancelJob = route({
  summary: "Cancel a job",
  operationId: "cancelJob",
  tags,
  params: jobParams,
  response: jobSchema,
  run: async (scope, { params: { jobId } }) => {
    const { id } = await runOf(scope, jobId);
    return toApiJob(await cancelRun(scope, id), new Date());
  },
});

export const decideJob = route({
  summary: "Let the held rows of a job in, or refuse them (beyond Airbyte's API)",
  operationId: "decideJob",
  tags,
  params: jobParams,
  body: jobDecisionSchema,
  response: jobSchema,
  run: async (scope, { params: { jobId }, body: { accept } }) => {
    const { id } = await runOf(scope, jobId);
    await decideHeld(scope, id, accept);
    return toApiJob(await runOf(scope, jobId), new Date());
  },
});

/** By its number; one that no job can have is as unknown as one that none has. */
export async function runOf(scope: Scope, jobId: string): Promise<RunDetail> {
  const number = Number(jobId);
  if (!/^\d{1,10}$/.test(jobId) || number > maxNumber) throw new NotFoundError("run", jobId);
  return getRun(scope, number);
}
