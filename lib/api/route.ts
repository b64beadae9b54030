import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { assertRole, type Role } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { refuseUnstorableText } from "@/lib/errors/refuse-unstorable-text";
import { describeIssues, reportError } from "@/lib/errors/describe";
import { log as processLog, type Logger } from "@/lib/log";
import type { Actor, Scope } from "@/lib/workspaces/scope";
import { authenticateCaller, authenticateClient, authenticateSession } from "./authenticate";
import { problemOf } from "./problem";
import { createRateLimiter, takeOne, type RateLimiter } from "./rate-limit";
import { readBody, readQuery } from "./request";

/** "bearer": API clients; "session": pages of the console; "caller": either of them; "none": everybody. */
export type RouteAuth = "bearer" | "session" | "caller" | "none";

type Absent = z.ZodUndefined;
type ScopeFor<Auth extends RouteAuth> = Auth extends "none" ? null : Scope;
type Answer<Response_ extends z.ZodType> = Response_ extends Absent ? unknown : z.input<Response_>;

export interface RouteInput<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  params: z.output<Params>;
  query: z.output<Query>;
  body: z.output<Body>;
}

export interface RouteDefinition<
  Auth extends RouteAuth = RouteAuth,
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answered extends z.ZodType = z.ZodType,
> {
  /** One line for the OpenAPI document. */
  summary: string;
  /** Operation id and tags of the OpenAPI document, as in Airbyte's. */
  operationId?: string;
  tags?: string[];
  auth?: Auth;
  /** The least role; by default a reader may read and an editor may change. */
  role?: Role;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Answers a body of another shape with this status in the place of 422. */
  badBody?: 400;
  /** The body may come as a form, too. */
  takesForms?: boolean;
  /** Also shapes the answer: what it does not name is left out. */
  response?: Answered;
  /** Of success: 200 unless given; 204 sends no body. */
  status?: number;
}

interface Runnable<
  Auth extends RouteAuth,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answered extends z.ZodType,
> extends RouteDefinition<Auth, Params, Query, Body, Answered> {
  /** Calls a service. A `Response` is sent as it is; anything else as JSON. */
  run(
    scope: ScopeFor<Auth>,
    input: RouteInput<Params, Query, Body>,
    request: Request,
  ): Promise<Answer<Answered> | Response> | Answer<Answered> | Response;
}

type PathParams = Record<string, string | string[] | undefined>;

/** A route handler for Next that carries its definition, for the OpenAPI document. */
export interface RouteHandler {
  (request: Request, context?: { params: Promise<PathParams> }): Promise<Response>;
  definition: RouteDefinition;
}

/** What a route needs of the world around it. */
export interface RouteDoor {
  authenticate: Record<Exclude<RouteAuth, "none">, (request: Request) => Promise<Scope>>;
  limiter: RateLimiter;
  log: Logger;
}

/** The builder of API routes over a door; `route` and `internalRoute` are those of the running console. */
export function buildRoute(door: RouteDoor) {
  /**
   * Authentication, role, rate limit, parsing and errors are done here; `run` gets what is left. Every answer is
   * JSON, every error a problem body, and every one has `x-request-id`.
   */
  return function route<
    Auth extends RouteAuth = "bearer",
    Params extends z.ZodType = Absent,
    Query extends z.ZodType = Absent,
    Body extends z.ZodType = Absent,
    Answered extends z.ZodType = Absent,
  >(options: Runnable<Auth, Params, Query, Body, Answered>): RouteHandler {
    const { run, ...definition } = options;
    const handler = async (request: Request, context?: { params: Promise<PathParams> }) => {
      const requestId = requestIdOf(request);
      try {
        const scope = await admit(door, definition, request);
        const input = await readInput(definition, request, context);
        const answer = await run(scope as ScopeFor<Auth>, input as RouteInput<Params, Query, Body>, request);
        return withHeaders(respond(definition, answer), requestId);
      } catch (error) {
        return withHeaders(
          problemResponse(door, error, { requestId, path: new URL(request.url).pathname }),
          requestId,
        );
      }
    };
    return Object.assign(handler, { definition });
  };
}

/** Two routes share the process's limiter, also when Next loads this module twice. */
const holder = globalThis as typeof globalThis & { sluiceApiLimiter?: RateLimiter };
holder.sluiceApiLimiter ??= createRateLimiter({ perSecond: 20, burst: 100 });

/** Builds a route of the public API; see `buildRoute`. */
export const route = buildRoute({
  authenticate: {
    bearer: (request) => authenticateClient(request.headers),
    session: authenticateSession,
    caller: authenticateCaller,
  },
  limiter: holder.sluiceApiLimiter,
  log: processLog,
});

/** Builds a route for the console's own pages: signed-in people only. */
export function internalRoute<
  Params extends z.ZodType = Absent,
  Query extends z.ZodType = Absent,
  Body extends z.ZodType = Absent,
  Answered extends z.ZodType = Absent,
>(options: Omit<Runnable<"session", Params, Query, Body, Answered>, "auth">): RouteHandler {
  return route({ ...options, auth: "session" });
}

async function admit(door: RouteDoor, definition: RouteDefinition, request: Request): Promise<Scope | null> {
  const { auth = "bearer", role } = definition;
  if (auth === "none") return null;
  const scope = await door.authenticate[auth](request);
  assertRole(scope, role ?? (request.method === "GET" || request.method === "HEAD" ? "viewer" : "editor"));
  const client = clientOf(scope.actor);
  if (client !== null) takeOne(door.limiter, client, "with this application or key");
  return scope;
}

/** Who is limited: an application or a key, not a person at the console. */
function clientOf(actor: Actor): string | null {
  if (actor.kind === "application") return actor.id;
  return actor.kind === "user" ? (actor.keyId ?? null) : null;
}

async function readInput(
  { params, query, body, badBody, takesForms = false }: RouteDefinition,
  request: Request,
  context: { params: Promise<PathParams> } | undefined,
) {
  const path = await context?.params;
  const parsedParams = params?.safeParse(path);
  const isText = !Object.values(path ?? {}).some((part) => String(part).includes("\0"));
  if (parsedParams?.success === false || !isText) {
    // An id of another form is as unknown as any other.
    throw new AppError("not_found", `There is nothing at ${new URL(request.url).pathname}.`);
  }
  const given = {
    query: query && readQuery(request.url),
    body: body && (await readBody(request, takesForms)),
  };
  refuseUnstorableText(given);
  return {
    params: parsedParams?.data,
    query: query?.parse(given.query),
    body: body && parseBody(body, given.body, badBody),
  };
}

function parseBody(schema: z.ZodType, given: unknown, badBody: 400 | undefined): unknown {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  if (badBody === undefined) throw parsed.error;
  const { message, issues } = describeIssues(parsed.error.issues);
  throw new AppError("bad_request", message, { issues, cause: parsed.error });
}

function respond({ response, status = 200 }: RouteDefinition, answer: unknown): Response {
  if (answer instanceof Response) return answer;
  if (status === 204) return new Response(null, { status });
  const shaped = response?.safeParse(answer) ?? { success: true, data: answer };
  if (!shaped.success)
    throw new Error("A route's answer has not the promised shape.", { cause: shaped.error });
  return Response.json(shaped.data, { status });
}

function problemResponse(door: RouteDoor, error: unknown, facts: Record<string, unknown>): Response {
  const described = reportError(error, facts, door.log);
  const problem = problemOf(error, described);
  const response = Response.json(problem, { status: problem.status });
  if (described.retryAfterMs !== undefined) {
    response.headers.set("retry-after", String(Math.max(1, Math.ceil(described.retryAfterMs / 1000))));
  }
  if (problem.status === 401) response.headers.set("www-authenticate", 'Bearer realm="sluice"');
  return response;
}

function withHeaders({ body, status, headers: given }: Response, requestId: string): Response {
  const headers = new Headers(given);
  headers.set("x-request-id", requestId);
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  return new Response(body, { status, headers });
}

/** The caller's own id is kept where it is harmless, so that both logs can be read side by side. */
function requestIdOf(request: Request): string {
  const given = request.headers.get("x-request-id") ?? "";
  return /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}
