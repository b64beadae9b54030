import type { z } from "zod";
import {
  createDocument,
  type oas31,
  type ZodObjectInput,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import { problemSchema } from "./problem";
import type { RouteDefinition, RouteHandler } from "./route";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** One path of the API, with what its route file exports. */
export interface RegisteredRoute {
  /** Below the API's base, with parameters in braces: "/sources/{sourceId}". */
  path: string;
  /** Where the path begins, if not at the API's base. */
  serverUrl?: string;
  handlers: Partial<Record<(typeof methods)[number], RouteHandler>>;
}

export interface OpenApiOptions {
  routes: RegisteredRoute[];
  /** Where the API is reached, base path and "/api/public/v1" included. */
  serverUrl: string;
  version: string;
}

/** The OpenAPI 3.1 document of the routes, from the schemas they parse with. */
export function buildOpenApi({ routes, serverUrl, version }: OpenApiOptions): oas31.OpenAPIObject {
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Sluice API",
      version,
      description:
        "Sources, destinations, connections and their runs. Clients of Airbyte's API work unchanged.",
    },
    servers: [{ url: serverUrl }],
    paths: pathsOf(routes),
    components: {
      securitySchemes: {
        bearerAuth: { type: "http", scheme: "bearer", description: "An access token, or an API key." },
        apiKeyAuth: { type: "apiKey", in: "header", name: "apikey" },
        basicAuth: { type: "http", scheme: "basic" },
        clientCredentials: {
          type: "oauth2",
          flows: { clientCredentials: { tokenUrl: `${serverUrl}/applications/token`, scopes: {} } },
        },
      },
    },
  });
}

function pathsOf(routes: RegisteredRoute[]): ZodOpenApiPathsObject {
  return Object.fromEntries(
    routes.map(({ path, serverUrl, handlers }) => [
      path,
      { ...(serverUrl === undefined ? {} : { servers: [{ url: serverUrl }] }), ...operationsOf(handlers) },
    ]),
  );
}

function operationsOf(handlers: RegisteredRoute["handlers"]) {
  return Object.fromEntries(
    methods.flatMap((method) => {
      const handler = handlers[method];
      return handler ? [[method.toLowerCase(), operationOf(handler.definition)]] : [];
    }),
  );
}

function operationOf(definition: RouteDefinition): ZodOpenApiOperationObject {
  const { summary, operationId, tags, auth = "bearer", params, query, body, takesForms } = definition;
  const json = { schema: body };
  const form = takesForms ? { "application/x-www-form-urlencoded": json } : {};
  return {
    summary,
    ...(operationId ? { operationId } : {}),
    ...(tags ? { tags } : {}),
    security:
      auth === "none"
        ? []
        : [{ bearerAuth: [] }, { apiKeyAuth: [] }, { basicAuth: [] }, { clientCredentials: [] }],
    requestParams: {
      ...(params ? { path: asObject(params) } : {}),
      ...(query ? { query: asObject(query) } : {}),
    },
    ...(body ? { requestBody: { required: true, content: { "application/json": json, ...form } } } : {}),
    responses: responsesOf(definition),
  };
}

function responsesOf({ response, status = 200 }: RouteDefinition): ZodOpenApiResponsesObject {
  const problem = { description: "A problem", content: { "application/json": { schema: problemSchema } } };
  return {
    [`${status}` as "200"]: {
      description: "Success",
      ...(response ? { content: { "application/json": { schema: response } } } : {}),
    },
    "4XX": problem,
    "5XX": problem,
  };
}

/** Parameters are always objects; the builder's type does not say so. */
function asObject(schema: z.ZodType): ZodObjectInput {
  return schema as ZodObjectInput;
}
