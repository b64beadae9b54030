import { internalRoute } from "@/lib/api/route";
import { listConnectionNames } from "@/lib/connections/queries";
import { toWire } from "./json";

/** What a schedule can follow. */
export const listConnectionNamesRoute = internalRoute({
  summary: "Connections by name",
  run: async (scope) => toWire(await listConnectionNames(scope)),
});
