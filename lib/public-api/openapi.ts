import { z } from "zod";
import { buildOpenApi, type RegisteredRoute } from "@/lib/api/openapi";
import { route } from "@/lib/api/route";
import { env } from "@/lib/env";
import { authorize } from "@/lib/heimdall-api/authorize";
import packageJson from "@/package.json";
import { publicRoutes } from "./routes";

export function publicOpenApi() {
  const { publicUrl } = env();
  const authorizeRoute: RegisteredRoute = {
    path: "/api/v1/authorize",
    serverUrl: `${publicUrl}/heimdall`,
    handlers: { POST: authorize },
  };
  return buildOpenApi({
    routes: [...publicRoutes, authorizeRoute],
    serverUrl: `${publicUrl}/api/public/v1`,
    version: packageJson.version,
  });
}

export const getOpenApi = route({
  summary: "This document",
  operationId: "getOpenApi",
  auth: "none",
  response: z.looseObject({ openapi: z.string() }),
  run: () => ({ ...publicOpenApi() }),
});
