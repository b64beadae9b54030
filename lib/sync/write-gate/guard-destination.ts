import type { Destination, StreamPlan } from "@/connectors/sdk";
import { guardWriter } from "./guard-writer";
import type { WriteGate } from "./types";

/** What a gate is asked about. */
export interface WritePaths<Config> {
  /** Where the rows of a stream go: its table, and its history. */
  of(plan: StreamPlan): string[];
  /** For what belongs to no one stream: the test of a check, moved checkpoints, discarded rows. */
  own(config: Config): string;
}

/** A destination that writes nothing without a decision. */
export interface GuardedDestination<Config> extends Destination<Config> {
  /** Asks about all these streams at once, whatever was said before: at the start of a run. */
  authorize(plans: StreamPlan[]): Promise<void>;
}

/** Every part of the contract, so that a new one cannot pass by unseen. */
type Parts<Config> = { [Part in keyof Required<Destination<Config>>]: Destination<Config>[Part] };

/**
 * The destination behind a gate: every call that writes asks first, and only what reads passes. Whatever the gate throws
 * is thrown before the destination is called. It has the optional parts that the destination has, and no others.
 */
export function guardDestination<Config>(
  connector: Destination<Config>,
  gate: WriteGate,
  paths: WritePaths<Config>,
): GuardedDestination<Config> {
  const guarded: Parts<Config> = { ...readingParts(connector), ...writingParts(connector, gate, paths) };
  return {
    ...presentOnly(guarded),
    authorize: (plans) => gate.ask(plans.flatMap((plan) => paths.of(plan))),
  };
}

type WritingPart = "check" | "open" | "finish" | "clear" | "states" | "generations" | "quarantine";

function readingParts<Config>(connector: Destination<Config>): Omit<Parts<Config>, WritingPart> {
  return {
    spec: connector.spec,
    capabilities: connector.capabilities,
    locations: (config) => connector.locations(config),
    isExactlyOnce: connector.isExactlyOnce?.bind(connector),
    exclusive: connector.exclusive?.bind(connector),
    encodings: connector.encodings?.bind(connector),
    fitColumns: connector.fitColumns?.bind(connector),
    measure: (config, plan, ctx) => connector.measure(config, plan, ctx),
    count: connector.count?.bind(connector),
    preview: connector.preview?.bind(connector),
    explain: (config, plan, ctx) => connector.explain(config, plan, ctx),
    digest: connector.digest,
  };
}

function writingParts<Config>(
  connector: Destination<Config>,
  gate: WriteGate,
  paths: WritePaths<Config>,
): Pick<Parts<Config>, WritingPart> {
  return {
    async check(config, ctx) {
      await gate.ask([paths.own(config)]);
      await connector.check(config, ctx);
    },
    async open(config, plan, ctx) {
      const byStream = plan.streams.map((stream) => paths.of(stream));
      await gate.renew(byStream.flat());
      return guardWriter(await connector.open(config, plan, ctx), gate, byStream);
    },
    async finish(config, plan, ctx) {
      await gate.ask(paths.of(plan));
      return connector.finish(config, plan, ctx);
    },
    async clear(config, plan, ctx) {
      await gate.ask(paths.of(plan));
      await connector.clear(config, plan, ctx);
    },
    ...guardStores(connector, gate, paths),
  };
}

function guardStores<Config>(
  { states, generations, quarantine }: Destination<Config>,
  gate: WriteGate,
  paths: WritePaths<Config>,
): Pick<Parts<Config>, "states" | "generations" | "quarantine"> {
  return {
    states: states && {
      list: (config, connectionId, ctx) => states.list(config, connectionId, ctx),
      async replace(config, change, ctx) {
        await gate.ask([paths.own(config)]);
        await states.replace(config, change, ctx);
      },
    },
    generations: generations && {
      list: (config, plan, ctx) => generations.list(config, plan, ctx),
      async rollBack(config, plan, generation, ctx) {
        await gate.ask(paths.of(plan));
        await generations.rollBack(config, plan, generation, ctx);
      },
    },
    quarantine: quarantine && {
      list: (config, query, ctx) => quarantine.list(config, query, ctx),
      async discard(config, connectionId, ids, ctx) {
        await gate.ask([paths.own(config)]);
        return quarantine.discard(config, connectionId, ids, ctx);
      },
    },
  };
}

/** Whoever asks for an optional part by its name finds it only where the destination has it. */
function presentOnly<Config>(parts: Parts<Config>): Destination<Config> {
  const present = Object.entries(parts).filter(([, part]) => part !== undefined);
  return Object.fromEntries(present) as unknown as Destination<Config>;
}
