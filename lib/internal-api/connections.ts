import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { listConnectionNames } from "@/lib/connections/queries";
import { listCheckpoints } from "@/lib/connections/state";
import { listStreamTables } from "@/lib/connections/tables";
import { toWire } from "./json";

/** More than anyone picks from a list. */
const maxCheckpoints = 100;

/** What a schedule can follow. */
export const listConnectionNamesRoute = internalRoute({
  summary: "Connections by name",
  run: async (scope) => toWire(await listConnectionNames(scope)),
});

/** What a run of the connection would be about; read when someone is about to ask for one. */
export const listStreamTablesRoute = internalRoute({
  summary: "The streams of a connection and their tables",
  params: z.object({ connectionId: z.uuid() }),
  run: async (scope, { params: { connectionId } }) => toWire(await listStreamTables(scope, connectionId)),
});

/** What a feed can be rewound to, newest first. */
export const listCheckpointsRoute = internalRoute({
  summary: "The last checkpoints of a feed",
  params: z.object({ connectionId: z.uuid() }),
  query: z.object({ feedId: z.string().min(1) }),
  run: async (scope, { params: { connectionId }, query: { feedId } }) =>
    toWire(await listCheckpoints(scope, connectionId, { feedId, limit: maxCheckpoints, offset: 0 })),
});
