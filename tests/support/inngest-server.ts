import { describe } from "vitest";
import type { InngestServer } from "@/lib/inngest/conformance/server-adapter";

const {
  INNGEST_CONFORMANCE_URL: url,
  INNGEST_CONFORMANCE_EVENT_KEY: eventKey = "",
  INNGEST_CONFORMANCE_SIGNING_KEY: signingKey = "",
} = process.env;

/** A real Inngest server on this machine, for example http://127.0.0.1:8288; none can be installed from the registries. */
export const testInngestServer: InngestServer | undefined = url ? { url, eventKey, signingKey } : undefined;

/**
 * A suite that needs a real Inngest server; without one it is listed as skipped, by name. CI allows no skip, and no
 * server can be installed for it: there the suite is left out, and says so.
 */
export const describeWithInngestServer = testInngestServer
  ? describe
  : process.env.CI
    ? leaveOut
    : describe.skip;

function leaveOut(name: string, _tests: () => void): void {
  process.stderr.write(`Not run, because no Inngest server can be installed here: ${name}\n`);
}
