import type { RegisteredRoute } from "@/lib/api/openapi";
import { ProblemError } from "@/lib/api/problem";
import { route, type RouteHandler } from "@/lib/api/route";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { getOpenApi } from "./openapi";
import { publicRoutes } from "./routes";

interface CatchAllContext {
  params: Promise<{ path?: string[] }>;
}

type Found = { handler: RouteHandler; params: Record<string, string> };

const table: RegisteredRoute[] = [...publicRoutes, { path: "/openapi.json", handlers: { GET: getOpenApi } }];

/**
 * Answers every request below the API's base, whichever path it is mounted at: also what there is not is answered in
 * JSON, because clients parse it. A trailing slash and a doubled "v1", which clients make of their base URL, are
 * tolerated.
 */
export async function dispatch(request: Request, context: CatchAllContext): Promise<Response> {
  const segments = ((await context.params).path ?? []).filter((segment) => segment !== "");
  const { handler, params } = findRoute(request.method, segments[0] === "v1" ? segments.slice(1) : segments);
  return handler(request, { params: Promise.resolve(params) });
}

function findRoute(method: string, segments: string[]): Found {
  if (segments.length === 0) return { handler: toDocument, params: {} };
  for (const { path, handlers } of table) {
    const params = matchPath(path, segments);
    if (!params) continue;
    const handler = methods.find((known) => known === (method === "HEAD" ? "GET" : method));
    return { handler: (handler && handlers[handler]) ?? refuseMethod(Object.keys(handlers)), params };
  }
  return { handler: nothingHere, params: {} };
}

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

function matchPath(path: string, segments: string[]): Record<string, string> | null {
  const wanted = path.split("/").slice(1);
  if (wanted.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = segments[index] ?? "";
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) params[name] = segment;
    else if (part !== segment) return null;
  }
  return params;
}

const toDocument = route({
  summary: "Where the API is described",
  auth: "none",
  run: () =>
    new Response(null, {
      status: 302,
      headers: { location: `${env().publicUrl}/api/public/v1/openapi.json` },
    }),
});

const nothingHere = route({
  summary: "What there is not",
  auth: "none",
  run: (_scope, _input, request) => {
    throw new AppError("not_found", `There is nothing at ${new URL(request.url).pathname}.`);
  },
});

function refuseMethod(allowed: string[]): RouteHandler {
  return route({
    summary: "What cannot be done",
    auth: "none",
    run: (_scope, _input, request) => {
      throw new ProblemError(
        "bad_request",
        `${request.method} is not offered here, only ${allowed.join(", ")}.`,
        {
          status: 405,
          type: "about:blank",
          title: "method-not-allowed",
        },
      );
    },
  });
}
