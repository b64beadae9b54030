import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "../usage-error";

export const modes = ["overwrite", "append", "incremental", "deduped", "history"] as const;
export type Mode = (typeof modes)[number];

/** All options of all commands; which of them a command takes, it says itself. */
export const optionTypes = {
  from: { type: "string" },
  to: { type: "string" },
  config: { type: "string" },
  streams: { type: "string", multiple: true },
  mode: { type: "string" },
  cursor: { type: "string", multiple: true },
  "primary-key": { type: "string", multiple: true },
  select: { type: "string", multiple: true },
  where: { type: "string", multiple: true },
  namespace: { type: "string" },
  prefix: { type: "string" },
  normalization: { type: "string" },
  verify: { type: "string" },
  deletes: { type: "string" },
  "dry-run": { type: "boolean" },
  sample: { type: "string" },
  parallel: { type: "string" },
  json: { type: "boolean" },
  stream: { type: "string" },
  "to-checkpoint": { type: "string" },
  position: { type: "string" },
  start: { type: "boolean" },
  limit: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies NonNullable<ParseArgsConfig["options"]>;

export type OptionName = keyof typeof optionTypes;

export interface Options {
  from?: string;
  to?: string;
  config?: string;
  streams: string[];
  mode?: Mode;
  cursor: string[];
  primaryKey: string[];
  select: string[];
  where: string[];
  namespace?: string;
  prefix?: string;
  normalization?: "basic" | "raw";
  deletes?: "soft" | "hard" | "ignore";
  verify?: "counts" | "checksums";
  dryRun: boolean;
  sample?: number;
  parallel?: number;
  json: boolean;
  stream?: string;
  toCheckpoint?: string;
  position?: string;
  start: boolean;
  limit?: number;
  help: boolean;
  positionals: string[];
}

/** UsageError names what is not understood and what the command takes. */
export function parseOptions(args: string[], takes: readonly OptionName[], positionals = 0): Options {
  const parsed = parseStrictly(args, takes);
  if (parsed.positionals.length > positionals) {
    const extra = parsed.positionals[positionals] ?? "";
    throw new UsageError(
      `"${extra}" is not understood.${positionals === 0 ? " Every value follows its option: --streams orders." : ""}`,
    );
  }
  const { values } = parsed;
  const verify = oneOf("verify", values.verify, ["counts", "checksums"] as const);
  const mode = oneOf("mode", values.mode, modes);
  const normalization = oneOf("normalization", values.normalization, ["basic", "raw"] as const);
  const deletes = oneOf("deletes", values.deletes, ["soft", "hard", "ignore"] as const);
  const { from, to, config, namespace, prefix, stream, position } = values;
  return {
    ...Object.fromEntries(
      Object.entries({ from, to, config, namespace, prefix, stream, position }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
    ...(mode === undefined ? {} : { mode }),
    ...(verify === undefined ? {} : { verify }),
    ...(normalization === undefined ? {} : { normalization }),
    ...(deletes === undefined ? {} : { deletes }),
    ...(values.sample === undefined ? {} : { sample: countOf("sample", values.sample) }),
    ...(values.parallel === undefined ? {} : { parallel: countOf("parallel", values.parallel, "streams") }),
    ...(values.limit === undefined ? {} : { limit: countOf("limit", values.limit) }),
    ...(values["to-checkpoint"] === undefined ? {} : { toCheckpoint: values["to-checkpoint"] }),
    streams: (values.streams ?? []).flatMap((list) => list.split(",")).filter((glob) => glob !== ""),
    cursor: values.cursor ?? [],
    primaryKey: values["primary-key"] ?? [],
    select: values.select ?? [],
    where: values.where ?? [],
    dryRun: values["dry-run"] ?? false,
    json: values.json ?? false,
    start: values.start ?? false,
    help: values.help ?? false,
    positionals: parsed.positionals,
  };
}

function parseStrictly(args: string[], takes: readonly OptionName[]) {
  try {
    const parsed = parseArgs({ args, options: optionTypes, allowPositionals: true, strict: true });
    const given = Object.keys(parsed.values) as OptionName[];
    const foreign = given.find((name) => name !== "help" && !takes.includes(name));
    if (foreign) throw new UsageError(`--${foreign} has no meaning here. ${listOf(takes)}`);
    return parsed;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (!(error instanceof TypeError)) throw error;
    const [first = ""] = error.message.split(". ");
    throw new UsageError(`${first}. ${listOf(takes)}`, { cause: error });
  }
}

function listOf(takes: readonly OptionName[]): string {
  return takes.length === 0
    ? "This command takes no options."
    : `This command takes ${takes.map((name) => `--${name}`).join(", ")}.`;
}

function oneOf<const Value extends string>(
  option: OptionName,
  value: string | undefined,
  values: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined;
  const found = values.find((candidate) => candidate === value);
  if (found === undefined)
    throw new UsageError(`--${option} ${value} is not offered. Choose one of: ${values.join(", ")}.`);
  return found;
}

function countOf(option: OptionName, text: string, what = "rows"): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count > 0 && Number.isSafeInteger(count)) return count;
  throw new UsageError(
    `--${option} ${text}: give a number of ${what}, for example --${option} ${what === "rows" ? 100 : 4}.`,
  );
}
