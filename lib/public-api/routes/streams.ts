import { route } from "@/lib/api/route";
import { loadDestination } from "@/lib/connectors/catalogue";
import { getDestination } from "@/lib/destinations/service";
import { discoverSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import { toApiStreamProperties } from "../mappers/streams";
import { streamsQuerySchema, streamsSchema } from "../wire/streams";

export const getStreamProperties = route({
  summary: "What a source offers, from its last discovery unless ignoreCache asks it anew",
  operationId: "getStreamProperties",
  tags: ["Streams"],
  query: streamsQuerySchema,
  response: streamsSchema,
  run: async (scope, { query: { sourceId, destinationId, ignoreCache } }) => {
    const writeModes = destinationId === undefined ? undefined : await writeModesOf(scope, destinationId);
    const streams = await discoverSource(scope, sourceId, { refresh: ignoreCache ?? false });
    return streams.map((stream) => toApiStreamProperties(stream, writeModes));
  },
});

async function writeModesOf(scope: Scope, destinationId: string) {
  const { connector } = await getDestination(scope, destinationId);
  return (await loadDestination(connector)).capabilities.modes;
}
