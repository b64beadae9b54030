import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { connectorFaces } from "@/lib/connectors/faces";
import { searchByName } from "@/lib/search/service";

/** For the palette: what is named so, with its connector's face. */
export const searchRoute = internalRoute({
  summary: "Things of the workspace by name",
  query: z.object({ text: z.string().max(200) }),
  run: async (scope, { query }) => {
    const faces = { source: connectorFaces("source"), destination: connectorFaces("destination") };
    const found = await searchByName(scope, query.text);
    return found.map((thing) => ({
      ...thing,
      face:
        thing.kind === "connection" || thing.connector === null
          ? null
          : (faces[thing.kind][thing.connector] ?? null),
    }));
  },
});
