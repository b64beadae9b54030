import { z } from "zod";
import { createRateLimiter, takeOne, type RateLimiter } from "@/lib/api/rate-limit";
import { route, type RouteHandler } from "@/lib/api/route";
import { clientAddress } from "@/lib/auth/client-address";
import {
  authorizeBatchReplySchema,
  authorizeReplySchema,
  authorizeRequestSchema,
} from "@/lib/governance/authorize-schema";
import { judgeKey } from "@/lib/governance/decide";
import { questionsOf, readCall, replyTo } from "./questions";

const correlationHeader = "dataos-correlation-id";

/** Next loads this module more than once in a process; the limit is one. */
const holder = globalThis as typeof globalThis & { sluiceAuthorizeLimiter?: RateLimiter };
holder.sluiceAuthorizeLimiter ??= createRateLimiter({ perSecond: 50, burst: 200 });
const limiter = holder.sluiceAuthorizeLimiter;

const decideCall = route({
  summary: "Heimdall's authorize call, single and batch: whether the holder of a key may do what is asked",
  operationId: "authorize",
  tags: ["Governance"],
  // The key that is asked about is in the body, and says itself who may ask.
  auth: "none",
  body: authorizeRequestSchema,
  badBody: 400,
  response: z.union([authorizeReplySchema, authorizeBatchReplySchema]),
  run: async (_scope, { body }, { headers }) => {
    takeOne(limiter, clientAddress(headers) ?? "unknown", "from this address");
    const call = readCall(body);
    return replyTo(call, await judgeKey(body.token, questionsOf(call)));
  },
});

/** A refusal is an answer: 200 with `allow: false`. Every other status means that nothing was decided. */
export const authorize: RouteHandler = withCorrelation(decideCall);

/** The caller's correlation id comes back with the answer, where it is a harmless one. */
function withCorrelation(handler: RouteHandler): RouteHandler {
  const correlated = async (...[request, context]: Parameters<RouteHandler>) => {
    const response = await handler(request, context);
    const id = request.headers.get(correlationHeader) ?? "";
    if (/^[\w.-]{1,128}$/.test(id)) response.headers.set(correlationHeader, id);
    return response;
  };
  return Object.assign(correlated, { definition: handler.definition });
}
