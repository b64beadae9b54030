import { route } from "@/lib/api/route";
import { dryRun } from "@/lib/runs/dry-run";
import { dryRunRequestSchema, dryRunSchema } from "../wire/dry-run";
import { connectionParams as params } from "../wire/state";

export const dryRunConnection = route({
  summary: "What the next job of a connection would do; nothing is written (beyond Airbyte's API)",
  operationId: "dryRunConnection",
  tags: ["Connections"],
  params,
  body: dryRunRequestSchema,
  response: dryRunSchema,
  run: async (scope, { params: { connectionId }, body: { jobType, streams } }) => {
    const { schemaChanges, streams: planned } = await dryRun(scope, connectionId, {
      ...(jobType === undefined ? {} : { kind: jobType }),
      ...(streams === undefined ? {} : { streams }),
    });
    return {
      connectionId,
      schemaChanges,
      streams: planned.map(({ since, forecast, ...stream }) => ({
        ...stream,
        since: since && {
          jobId: since.runNumber,
          at: since.at?.toISOString() ?? null,
          position: since.position,
        },
        estimate: forecast,
      })),
    };
  },
});
