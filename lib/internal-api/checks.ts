import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import type { CheckLine, CheckOptions, CheckResult } from "@/lib/connectors/check";
import { configSchema } from "@/lib/connectors/input";
import { checkDestination, checkDestinationConfig } from "@/lib/destinations/service";
import type { FieldIssue } from "@/lib/errors";
import { reportError } from "@/lib/errors/describe";
import { checkSource, checkSourceConfig } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";

const kind = z.enum(["source", "destination"]);

/** What is stored, or a configuration that need not be stored. */
const checkInput = z.union([
  z.strictObject({ kind, id: z.uuid() }),
  z.strictObject({
    kind,
    connector: z.string(),
    config: configSchema,
    /** What it is to be called: paths for whoever decides on writes may name it. */
    name: z.string().max(200).default(""),
    /** The stored one that the configuration is to replace. */
    replaces: z.uuid().optional(),
  }),
]);

type CheckInput = z.output<typeof checkInput>;

/** One line of the answer. `result` or `refused` comes last, once. */
export type CheckEvent =
  | ({ type: "line"; atMs: number } & CheckLine)
  | { type: "result"; result: CheckResult }
  | { type: "refused"; message: string; issues: FieldIssue[]; errorId?: string };

/** Checks, and tells each step as it is taken: one JSON text a line. The check ends when whoever asked leaves. */
export const checkRoute = internalRoute({
  summary: "A check, told as it goes on",
  role: "editor",
  body: checkInput,
  run: (scope, { body }, request) => tellCheck((options) => check(scope, body, options), request.signal),
});

/** The answer to `check`, as it goes on. */
export function tellCheck(
  check: (options: CheckOptions) => Promise<CheckResult>,
  signal: AbortSignal,
): Response {
  const left = new AbortController();
  const text = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      const tell = (event: CheckEvent) => {
        if (!left.signal.aborted) controller.enqueue(text.encode(`${JSON.stringify(event)}\n`));
      };
      const options = {
        signal: AbortSignal.any([signal, left.signal]),
        onLine: (line: CheckLine) => tell({ type: "line", atMs: Date.now(), ...line }),
      };
      const last = await check(options).then(
        (result): CheckEvent => ({ type: "result", result }),
        (error: unknown) => (options.signal.aborted ? null : refusalOf(error)),
      );
      if (last) tell(last);
      if (!left.signal.aborted) controller.close();
    },
    cancel: () => left.abort(new Error("Whoever asked for the check has left.")),
  });
  // "no-transform": a proxy that compresses would hold the lines back.
  const headers = { "content-type": "application/x-ndjson", "cache-control": "no-store, no-transform" };
  return new Response(body, { headers });
}

function check(scope: Scope, input: CheckInput, options: CheckOptions): Promise<CheckResult> {
  if ("id" in input) {
    const checkStored = input.kind === "source" ? checkSource : checkDestination;
    return checkStored(scope, input.id, options);
  }
  const { connector, config, name, replaces } = input;
  return input.kind === "source"
    ? checkSourceConfig(scope, { connector, config, ...(replaces ? { sourceId: replaces } : {}) }, options)
    : checkDestinationConfig(
        scope,
        { connector, config, name, ...(replaces ? { destinationId: replaces } : {}) },
        options,
      );
}

function refusalOf(error: unknown): CheckEvent {
  const { message, issues, errorId } = reportError(error, { route: "check" });
  return { type: "refused", message, issues, ...(errorId === undefined ? {} : { errorId }) };
}
