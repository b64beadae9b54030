import { route } from "@/lib/api/route";
import { getState, listCheckpoints, rewind } from "@/lib/connections/state";
import { discardQuarantined, listQuarantined, replayQuarantined } from "@/lib/quarantine/service";
import type { Scope } from "@/lib/workspaces/scope";
import { toApiJob } from "../mappers/jobs";
import { jobSchema } from "../wire/jobs";
import {
  checkpointsQuerySchema,
  checkpointsSchema,
  connectionParams as params,
  discardedSchema,
  quarantineDiscardSchema,
  quarantineQuerySchema,
  quarantineReplaySchema,
  quarantineSchema,
  rewindSchema,
  stateSchema,
} from "../wire/state";

const tags = ["State"];

export const getConnectionState = route({
  summary: "Where each feed of a connection stands, as the destination has it (beyond Airbyte's API)",
  operationId: "getConnectionState",
  tags,
  params,
  response: stateSchema,
  run: (scope, { params: { connectionId } }) => readState(scope, connectionId),
});

export const listConnectionCheckpoints = route({
  summary: "The checkpoints that a connection can be rewound to, newest first (beyond Airbyte's API)",
  operationId: "listConnectionCheckpoints",
  tags,
  params,
  query: checkpointsQuerySchema,
  response: checkpointsSchema,
  run: async (scope, { params: { connectionId }, query }) => ({
    data: (await listCheckpoints(scope, connectionId, query)).map((entry) => ({
      checkpointId: entry.id,
      feedId: entry.feedId,
      jobId: entry.runNumber,
      at: entry.at.toISOString(),
      position: entry.checkpoint.position,
    })),
  }),
});

export const rewindConnection = route({
  summary: "Read a feed on from a checkpoint of the past, or from its start (beyond Airbyte's API)",
  operationId: "rewindConnection",
  tags,
  params,
  body: rewindSchema,
  response: stateSchema,
  run: async (scope, { params: { connectionId }, body }) => {
    await rewind(scope, connectionId, body);
    return readState(scope, connectionId);
  },
});

export const listQuarantine = route({
  summary: "Rows that could not be written, oldest first (beyond Airbyte's API)",
  operationId: "listQuarantine",
  tags,
  params,
  query: quarantineQuerySchema,
  response: quarantineSchema,
  run: async (scope, { params: { connectionId }, query: { namespace, name, after, limit } }) => {
    const rows = await listQuarantined(scope, connectionId, {
      limit,
      ...(after === undefined ? {} : { after }),
      ...(name === undefined ? {} : { stream: { name, ...(namespace === undefined ? {} : { namespace }) } }),
    });
    return {
      data: rows.map(({ id, stream, syncId, atMs, reason, field, row }) => ({
        id,
        ...stream,
        jobId: syncId,
        at: new Date(atMs).toISOString(),
        reason,
        ...(field === undefined ? {} : { field }),
        row,
      })),
    };
  },
});

export const discardQuarantine = route({
  summary: "Take rows out of the quarantine for good (beyond Airbyte's API)",
  operationId: "discardQuarantine",
  tags,
  params,
  body: quarantineDiscardSchema,
  response: discardedSchema,
  run: async (scope, { params: { connectionId }, body: { ids } }) => ({
    discarded: await discardQuarantined(scope, connectionId, ids),
  }),
});

export const replayQuarantine = route({
  summary: "Write the rows that wait, as a job; what still cannot be written waits on (beyond Airbyte's API)",
  operationId: "replayQuarantine",
  tags,
  params,
  body: quarantineReplaySchema,
  response: jobSchema,
  run: async (scope, { params: { connectionId }, body: { streams } }) => {
    const run = await replayQuarantined(scope, {
      connectionId,
      trigger: "api",
      ...(streams === undefined ? {} : { streams }),
    });
    return toApiJob(run, new Date());
  },
});

async function readState(scope: Scope, connectionId: string) {
  const feeds = await getState(scope, connectionId);
  return {
    connectionId,
    feeds: feeds.map(({ feedId, checkpoint }) => ({
      feedId,
      jobId: checkpoint?.syncId ?? null,
      position: checkpoint?.position ?? null,
      isComplete: checkpoint?.complete ?? false,
    })),
  };
}
