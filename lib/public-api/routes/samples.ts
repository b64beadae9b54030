import { route } from "@/lib/api/route";
import { clearSample, requestSample } from "@/lib/runs/sample";
import { toApiJob } from "../mappers/jobs";
import { jobParams, jobSchema } from "../wire/jobs";
import { sampleRequestSchema } from "../wire/samples";
import { connectionParams } from "../wire/state";
import { runOf } from "./jobs";

const tags = ["Jobs"];

export const sampleConnection = route({
  summary: "Load the first rows of each stream into tables of their own (beyond Airbyte's API)",
  operationId: "sampleConnection",
  tags,
  params: connectionParams,
  body: sampleRequestSchema,
  response: jobSchema,
  run: async (scope, { params: { connectionId }, body: { rows, namespace, streams } }) => {
    const run = await requestSample(scope, {
      connectionId,
      trigger: "api",
      sample: { rows, ...(namespace === undefined ? {} : { namespace }) },
      ...(streams === undefined ? {} : { streams }),
    });
    return toApiJob(run, new Date());
  },
});

export const clearSampleOfJob = route({
  summary: "Remove the tables that a sample has written (beyond Airbyte's API)",
  operationId: "clearSample",
  tags,
  params: jobParams,
  status: 204,
  run: async (scope, { params: { jobId } }) => {
    const { id } = await runOf(scope, jobId);
    await clearSample(scope, id);
  },
});
