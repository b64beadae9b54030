import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createLogger } from "@/lib/log";
import { buildOpenApi } from "./openapi";
import { pageQuery, pageSchema } from "./paging";
import { queryBoolean, queryList } from "./query";
import { buildRoute } from "./route";
import { POST as tokenRoute } from "./token-route";

const route = buildRoute({
  authenticate: {
    bearer: () => Promise.reject(new Error()),
    session: () => Promise.reject(new Error()),
    caller: () => Promise.reject(new Error()),
  },
  limiter: { take: () => 0 },
  log: createLogger({ write: () => undefined }),
});

const source = z.object({ sourceId: z.uuid(), name: z.string() }).meta({ id: "Source" });

const document = buildOpenApi({
  version: "1.2.3",
  serverUrl: "https://sluice.example.com/airbyte/api/public/v1",
  routes: [
    {
      path: "/sources",
      handlers: {
        GET: route({
          summary: "List sources",
          operationId: "listSources",
          tags: ["Sources"],
          query: pageQuery.extend({
            workspaceIds: queryList(z.uuid()),
            includeDeleted: queryBoolean.optional(),
          }),
          response: pageSchema(source),
          run: () => ({ previous: "", next: "", data: [] }),
        }),
      },
    },
    {
      path: "/sources/{sourceId}",
      handlers: {
        DELETE: route({
          summary: "Delete a source",
          params: z.object({ sourceId: z.uuid() }),
          status: 204,
          run: () => undefined,
        }),
      },
    },
    { path: "/applications/token", handlers: { POST: tokenRoute } },
  ],
});

describe("buildOpenApi", () => {
  it("describes parameters as clients send them, not as text", () => {
    const parameters = document.paths?.["/sources"]?.get?.parameters;
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: "limit",
        in: "query",
        schema: expect.objectContaining({ type: "integer", minimum: 1, maximum: 100, default: 20 }),
      }),
    );
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: "includeDeleted", schema: { type: "boolean" } }),
    );
    expect(parameters).toContainEqual(
      expect.objectContaining({
        name: "workspaceIds",
        schema: expect.objectContaining({ type: "array" }),
      }),
    );
  });

  it("names shared schemas once, and every problem", () => {
    expect(Object.keys(document.components?.schemas ?? {}).sort()).toEqual(["Problem", "Source"]);
    expect(document.paths?.["/sources"]?.get?.responses?.["4XX"]).toMatchObject({
      content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
    });
  });

  it("describes path parameters and answers without a body", () => {
    const operation = document.paths?.["/sources/{sourceId}"]?.delete;
    expect(operation?.parameters).toMatchObject([{ name: "sourceId", in: "path", required: true }]);
    expect(operation?.responses?.["204"]).toEqual({ description: "Success" });
  });

  it("says which routes need no token, and that the token route takes forms", () => {
    const operation = document.paths?.["/applications/token"]?.post;
    expect(operation?.security).toEqual([]);
    expect(Object.keys((operation?.requestBody as { content: object }).content)).toEqual([
      "application/json",
      "application/x-www-form-urlencoded",
    ]);
    expect(document.paths?.["/sources"]?.get?.security).not.toEqual([]);
  });
});
