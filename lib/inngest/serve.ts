import { serve } from "inngest/edge";
import { env } from "@/lib/env";
import { createServerFunctions } from "@/lib/runtime/start";

type Handler = (request: Request) => Promise<Response>;

let handler: Handler | undefined;

/**
 * Where an Inngest server calls the functions; it signs every request, and unsigned ones are refused. Without a
 * configured server there is nothing here: the embedded executor calls the functions in process.
 */
export async function serveInngest(request: Request): Promise<Response> {
  if (!env().usesInngestServer) return new Response("Not found", { status: 404 });
  handler ??= createHandler();
  return handler(request);
}

function createHandler(): Handler {
  const { client, functions } = createServerFunctions();
  return serve({ client, functions, servePath: `${env().SLUICE_BASE_PATH}/api/inngest` });
}
