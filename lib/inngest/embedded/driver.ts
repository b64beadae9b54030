import { serve } from "inngest/edge";
import type { Inngest, InngestFunction } from "inngest";
import { z } from "zod";
import { RegistrationError } from "./errors";
import { buildRequest, handlerUrl, readReply, type Call, type Reply } from "./protocol";

/** Calls the SDK's own handler in this process, without HTTP. */
export interface Driver {
  /** What the SDK reports of its functions. */
  readConfigs(): Promise<unknown[]>;
  /** Never throws: a handler that breaks is a failure that may be retried. */
  call(call: Call): Promise<Reply>;
}

const syncSchema = z.object({ functions: z.array(z.unknown()) });

/** The handler checks no signatures and therefore stays private to this function. */
export function createDriver(client: Inngest.Any, functions: InngestFunction.Any[]): Driver {
  const options = { client, functions, skipSignatureValidation: true };
  const handle = serve(options);
  return {
    async readConfigs() {
      const response = await handle(
        new Request(handlerUrl, {
          method: "PUT",
          headers: {
            host: new URL(handlerUrl).host,
            "content-type": "application/json",
            "x-inngest-sync-kind": "in_band",
          },
          body: JSON.stringify({ url: handlerUrl }),
        }),
      );
      const body: unknown = await response.json();
      const parsed = syncSchema.safeParse(body);
      if (parsed.success) return parsed.data.functions;
      throw new RegistrationError(
        `The SDK did not report its functions (status ${response.status}): ${JSON.stringify(body)}`,
      );
    },
    async call(call) {
      try {
        return await readReply(await handle(buildRequest(call)));
      } catch (error) {
        const { name, message, stack = "" } = error instanceof Error ? error : new Error(String(error));
        return { kind: "failed", error: { name, message, stack }, mayRetry: true, retryAfter: null };
      }
    },
  };
}
