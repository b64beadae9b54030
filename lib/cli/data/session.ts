import { ConfigError, type Context, type Json, type LogLevel, type Stream } from "@/connectors/sdk";
import {
  loadDestination,
  loadSource,
  type LoadedDestination,
  type LoadedSource,
} from "@/lib/connectors/load";
import type { ConnectorCall } from "@/lib/connectors/load";
import type { WritePlace } from "@/lib/governance/open-gate";
import type { NamespaceChoice } from "@/lib/normalization/tables";
import { sampleOf } from "@/lib/sync/sample-source";
import { limitSilence, sourceAnswers } from "@/lib/sync/silence";
import { chooseStreams } from "../arguments/choose-streams";
import { readConfigFile, type ConfigFile } from "../arguments/config-file";
import type { EndCall, Role } from "../arguments/end";
import { readEnd } from "../arguments/ends";
import type { Options } from "../arguments/options";
import { connectionIdOf, type EndFacts } from "../sync/connection-id";
import { createContext } from "../sync/context";
import { IdlePool } from "../sync/idle";
import { requireStates, type SyncRequest } from "../sync/plan-run";
import { UsageError } from "../usage-error";
import type { World } from "./world";

/** An end of a configuration file. */
interface ConfiguredEnd {
  connector: string;
  config: unknown;
  facts: null;
  namesSchema?: undefined;
}

export type LogLine = (level: LogLevel, message: string, facts: Record<string, Json>) => void;

/** What a command works with from its arguments to its end: a context, the configuration file, both ends. */
export class Session {
  readonly ctx: Context;
  private readonly idle = new IdlePool();
  private readonly file: ConfigFile;

  constructor(
    private readonly options: Options,
    private readonly world: World,
    log: LogLine = forPeople(world),
  ) {
    const { folder, variables, abort } = world;
    this.file = options.config === undefined ? {} : readConfigFile(options.config, folder, variables);
    this.ctx = createContext({ signal: abort, folder, idle: this.idle, log });
  }

  hasSource(): boolean {
    return this.options.from !== undefined || this.file.source !== undefined;
  }

  hasDestination(): boolean {
    return this.options.to !== undefined || this.file.destination !== undefined;
  }

  source(): Promise<LoadedSource> {
    return usable(this.end("source"), loadSource);
  }

  destination(): Promise<LoadedDestination> {
    return usable(this.end("destination"), (call) =>
      loadDestination(call, { place: placeOf(call), ctx: this.ctx, askConsole: null }),
    );
  }

  /** Under which the destination keeps what it knows of this source. */
  async connectionId(): Promise<string> {
    return connectionIdOf({
      source: await this.factsOf("source"),
      destination: await this.factsOf("destination"),
      namespace: this.namespace ?? null,
      prefix: this.prefix,
      normalization: this.normalization,
      sample: this.options.sample !== undefined,
    });
  }

  async request(source: LoadedSource, destination: LoadedDestination): Promise<SyncRequest> {
    const { options, file } = this;
    const connectionId = await this.connectionId();
    const [discovered, stored] = await Promise.all([
      this.discover(source),
      requireStates(destination, connectionId, this.ctx),
    ]);
    const { policies, mapperKeys } = file;
    return {
      connectionId,
      stored,
      source:
        options.sample === undefined
          ? source
          : { ...source, connector: sampleOf(source.connector, options.sample) },
      destination,
      choices: chooseStreams(options.sample === undefined ? options : { ...options, mode: "overwrite" }, {
        discovered,
        configured: file.streams,
        destination: { title: destination.connector.spec.title, ...destination.connector.capabilities },
      }),
      discovered,
      namespace: this.namespaceChoice(),
      prefix: this.prefix,
      normalization: this.normalization,
      objects: policies?.objects ?? "json",
      quarantineLimit: policies?.quarantineLimit ?? 1000,
      mapperSecrets: mapperKeys ?? {},
      verification: options.verify ?? policies?.verification ?? "counts",
      isSample: options.sample !== undefined,
    };
  }

  discover({ connector, config }: LoadedSource): Promise<Stream[]> {
    return limitSilence(this.ctx, sourceAnswers, (ctx) => connector.discover(config, ctx));
  }

  /** Frees what connectors left open. Called once, when nothing is at work any more. */
  close(): Promise<void> {
    return this.idle.close();
  }

  private namespaceChoice(): NamespaceChoice {
    if (this.namespace !== undefined) return { definition: "custom_format", format: this.namespace };
    const isNamed = this.end("destination").namesSchema ?? false;
    return { definition: isNamed ? "destination" : "source", format: null };
  }

  private get namespace(): string | undefined {
    return this.options.namespace ?? this.file.namespace;
  }

  private get prefix(): string {
    return this.options.prefix ?? this.file.prefix ?? "";
  }

  private get normalization(): "basic" | "raw" {
    return this.options.normalization ?? this.file.normalization ?? "basic";
  }

  private end(role: Role): EndCall | ConfiguredEnd {
    const option = role === "source" ? "from" : "to";
    const uri = this.options[option];
    if (uri !== undefined) return readEnd(uri, role, this.world);
    const configured = this.file[role];
    if (configured) return { ...configured, facts: null };
    throw new UsageError(
      `There is no ${role}. Name it with --${option} URI, or as "${role}" in a --config file.`,
    );
  }

  private async factsOf(role: Role): Promise<EndFacts> {
    const end = this.end(role);
    if (end.facts) return end.facts;
    const { connector } = await (role === "source" ? this.source() : this.destination());
    return {
      connector: connector.spec.id,
      // Who decides on writes says nothing of what is written.
      identity: withoutSecrets(end.config as Json, [...connector.spec.secrets, ["write_authentication"]]),
    };
  }
}

/** There are no names here but those of connectors. */
function placeOf({ connector }: ConnectorCall): WritePlace {
  return {
    workspaceId: null,
    workspace: "local",
    destination: connector,
    requiresDecision: false,
    runNumber: null,
  };
}

/** A connector that is not there, or does not take its configuration, is a matter of how the command was called. */
async function usable<Loaded>(
  call: ConnectorCall,
  load: (call: ConnectorCall) => Promise<Loaded>,
): Promise<Loaded> {
  try {
    return await load(call);
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message, { cause: error }) : error;
  }
}

export function withoutSecrets(config: Json, secrets: string[][]): Json {
  return secrets.reduce((rest, path) => without(rest, path), config);
}

function without(value: Json, [key, ...deeper]: string[]): Json {
  if (key === undefined) return null;
  if (Array.isArray(value)) return key === "*" ? value.map((item) => without(item, deeper)) : value;
  if (value === null || typeof value !== "object" || !(key in value)) return value;
  const { [key]: found = null, ...rest } = value;
  return deeper.length === 0 ? rest : { ...rest, [key]: without(found, deeper) };
}

/** What a person who asks for something wants to read of it. */
function forPeople(world: World): LogLine {
  return (level, message) => {
    if (level !== "debug") world.err(message);
  };
}
