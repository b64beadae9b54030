import { ConfigError, type Context, type Destination } from "@/connectors/sdk";
import { limitSilence } from "@/lib/sync/silence";
import { createWriteGate, decideWithinMs } from "@/lib/sync/write-gate/gate";
import {
  guardDestination,
  type GuardedDestination,
  type WritePaths,
} from "@/lib/sync/write-gate/guard-destination";
import type { AskDecisions, WriteGate } from "@/lib/sync/write-gate/types";
import { askHeimdall } from "./heimdall-client";
import { switchRefusal } from "./required-switch";
import { writeAuthenticationOf, type WriteAuthentication } from "./write-authentication";
import { defaultPathTemplate, fillPath, ownStream } from "./write-path";

/** Where a destination stands, as whoever sends it to be written knows it. */
export interface WritePlace {
  /** null: of no console. */
  workspaceId: string | null;
  /** Names, for paths. */
  workspace: string;
  destination: string;
  /** The workspace lets no destination be written that asks nobody. */
  requiresDecision: boolean;
  /** Of the run that writes, where one does; for the audit. */
  runNumber: number | null;
}

/** What a gate works with. */
export interface GateKeeping {
  place: WritePlace;
  ctx: Context;
  /** null: there is no console here that could be asked. */
  askConsole: AskDecisions | null;
}

type Asking = Exclude<WriteAuthentication, { type: "none" }>;

/** The destination behind the gate that its whole configuration asks for. The configuration was parsed before. */
export function guardByConfig<Config>(
  connector: Destination<Config>,
  whole: unknown,
  keeping: GateKeeping,
): GuardedDestination<Config> {
  const section = writeAuthenticationOf(whole);
  const template = section.type === "none" ? defaultPathTemplate : section.path_template;
  const gate = section.type === "none" ? withoutDecisions(keeping.place) : gateOf(section, keeping);
  return guardDestination(connector, gate, pathsOf(connector, template, keeping.place));
}

function pathsOf<Config>(
  connector: Destination<Config>,
  template: string,
  place: WritePlace,
): WritePaths<Config> {
  const pathTo = (namespace: string, stream: string) => fillPath(template, { ...place, namespace, stream });
  return {
    of: ({ table, history }) =>
      [table, ...(history ? [history] : [])].map(({ namespace, name }) => pathTo(namespace, name)),
    own: (config) => pathTo(connector.locations(config).namespace, ownStream),
  };
}

/** Where nobody is asked: open, or, where the workspace wants a decision about every write, shut. */
function withoutDecisions({ requiresDecision }: WritePlace): WriteGate {
  if (!requiresDecision) return { ask: () => Promise.resolve(), renew: () => undefined };
  const refuse = () =>
    Promise.reject(new ConfigError(switchRefusal, { field: ["write_authentication", "type"] }));
  return { ask: refuse, renew: refuse };
}

function gateOf(section: Asking, keeping: GateKeeping): WriteGate {
  return createWriteGate({
    ask: askerOf(section, keeping),
    predicate: section.predicate,
    ttlMs: section.decision_ttl_seconds * 1_000,
    clock: keeping.ctx.clock,
    advice:
      section.type === "builtin"
        ? "Let a policy allow it (Settings → Governance)"
        : "Let a policy of Heimdall allow it",
  });
}

function askerOf(section: Asking, { ctx, askConsole }: GateKeeping): AskDecisions {
  if (section.type === "heimdall")
    return askHeimdall({ baseUrl: section.base_url, apiKey: section.api_key, ctx });
  if (!askConsole) return () => Promise.reject(noConsoleError());
  const limit = { silence: "The console has not decided about a write", limitMs: decideWithinMs };
  return (questions) => limitSilence(ctx, limit, () => askConsole(questions));
}

function noConsoleError(): ConfigError {
  return new ConfigError(
    "This destination lets its console decide on writes, and on the command line there is none. Sync from the console, or let Heimdall decide: a console answers as one at <its address>/heimdall.",
    { field: ["write_authentication", "type"] },
  );
}
