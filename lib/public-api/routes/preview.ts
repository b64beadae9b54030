import { route } from "@/lib/api/route";
import { previewInput, previewStream } from "@/lib/connections/preview";
import { ConflictError } from "@/lib/errors";
import { previewSchema } from "../wire/preview";
import { connectionParams as params } from "../wire/state";

export const previewConnection = route({
  summary: "The first rows of what a stream was written to, as they are there (beyond Airbyte's API)",
  operationId: "previewConnection",
  tags: ["State"],
  params,
  query: previewInput,
  response: previewSchema,
  run: async (scope, { params: { connectionId }, query }) => {
    const found = await previewStream(scope, connectionId, query);
    if ("failure" in found) throw new ConflictError(found.failure.message);
    const { namespace, name } = query;
    const stream = { ...(namespace === undefined ? {} : { namespace }), name };
    return { ...stream, ...(found.preview ?? { place: null, columns: [], rows: [] }) };
  },
});
