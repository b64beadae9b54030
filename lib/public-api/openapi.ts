import { z } from "zod";
import { buildOpenApi } from "@/lib/api/openapi";
import { route } from "@/lib/api/route";
import { env } from "@/lib/env";
import packageJson from "@/package.json";
import { publicRoutes } from "./routes";

export function publicOpenApi() {
  const serverUrl = `${env().publicUrl}/api/public/v1`;
  return buildOpenApi({ routes: publicRoutes, serverUrl, version: packageJson.version });
}

export const getOpenApi = route({
  summary: "This document",
  operationId: "getOpenApi",
  auth: "none",
  response: z.looseObject({ openapi: z.string() }),
  run: () => ({ ...publicOpenApi() }),
});
