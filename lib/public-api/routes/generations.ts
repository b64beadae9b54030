import { route } from "@/lib/api/route";
import { listGenerations, rollBack } from "@/lib/connections/generations";
import {
  generationsQuerySchema,
  generationsSchema,
  rollbackSchema,
  rolledBackSchema,
} from "../wire/generations";
import { connectionParams as params } from "../wire/state";

const tags = ["State"];

export const listStreamGenerations = route({
  summary: "The former generations of a stream's table, newest first (beyond Airbyte's API)",
  operationId: "listStreamGenerations",
  tags,
  params,
  query: generationsQuerySchema,
  response: generationsSchema,
  run: async (scope, { params: { connectionId }, query }) => {
    const { shown, kept } = await listGenerations(scope, connectionId, query);
    const data = kept.map(({ generation, rows, replacedAtMs }) => ({
      generation,
      rows,
      replacedAt: new Date(replacedAtMs).toISOString(),
    }));
    return { ...query, shown, data };
  },
});

export const rollBackStream = route({
  summary: "Put a former generation of a stream in its table's place (beyond Airbyte's API)",
  operationId: "rollBackStream",
  tags,
  params,
  body: rollbackSchema,
  response: rolledBackSchema,
  run: (scope, { params: { connectionId }, body }) => rollBack(scope, connectionId, body),
});
