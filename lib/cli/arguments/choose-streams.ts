import { streamLabel, type Stream } from "@/connectors/sdk";
import type { ConfiguredStream } from "@/lib/catalog/schema";
import { checkChoice, type DestinationOffer } from "@/lib/catalog/validate";
import { streamKey } from "@/lib/sync/stream-key";
import type { Choice } from "../sync/journal";
import { UsageError } from "../usage-error";
import { matchesGlob } from "./glob";
import { modes, type Mode, type Options } from "./options";

const maxListed = 20;
const ownTables = "_sluice_";

/** What a mode of the command line is in the engine's terms. */
const modeParts: Record<Mode, Pick<ConfiguredStream, "syncMode" | "history">> = {
  overwrite: { syncMode: "full_refresh_overwrite" },
  append: { syncMode: "full_refresh_append" },
  incremental: { syncMode: "incremental_append" },
  deduped: { syncMode: "incremental_deduped_history", history: false },
  history: { syncMode: "incremental_deduped_history", history: true },
};

export type StreamOptions = Pick<
  Options,
  "streams" | "mode" | "cursor" | "primaryKey" | "select" | "where" | "deletes"
>;

export interface ChoiceContext {
  discovered: Stream[];
  /** Those of a configuration file. */
  configured: Choice[] | undefined;
  destination: DestinationOffer;
}

/** The streams that the command means, each with what was said of it. UsageError where that cannot be carried out. */
export function chooseStreams(options: StreamOptions, context: ChoiceContext): Choice[] {
  const chosen = namedStreams(options, context).map((choice) => withMode(choice, options));
  const settings = {
    cursor: settingsOf("cursor", options.cursor, chosen),
    key: settingsOf("primary-key", options.primaryKey, chosen),
    select: settingsOf("select", options.select, chosen),
    where: settingsOf("where", options.where, chosen),
  };
  const choices = chosen.map((choice): Choice => {
    const key = streamKey(choice);
    const [cursor, primaryKey] = [settings.cursor.get(key), settings.key.get(key)];
    const [select, where] = [settings.select.get(key), settings.where.get(key)];
    return {
      ...choice,
      ...(cursor === undefined ? {} : { cursorField: [cursor] }),
      ...(primaryKey === undefined ? {} : { primaryKey: columnsOf(primaryKey).map((name) => [name]) }),
      ...(select === undefined ? {} : { selectedFields: columnsOf(select) }),
      ...(where === undefined ? {} : { where }),
    };
  });
  return checked(choices, context);
}

/** Streams that a glob names; all where there is none. UsageError lists what there is where one names nothing. */
export function pickStreams(globs: string[], discovered: Stream[]): Stream[] {
  if (globs.length === 0) {
    const own = discovered.filter(({ name }) => !name.startsWith(ownTables));
    if (own.length > 0) return own;
    throw new UsageError("The source has no stream that may be read.");
  }
  const useless = globs.find((glob) => !discovered.some((stream) => matchesGlob(glob, stream)));
  if (useless !== undefined) {
    throw new UsageError(`No stream matches ${useless}. There are: ${listStreams(discovered)}.`);
  }
  return discovered.filter((stream) => globs.some((glob) => matchesGlob(glob, stream)));
}

function namedStreams({ streams }: StreamOptions, { configured, discovered }: ChoiceContext): Choice[] {
  if (!configured) {
    return pickStreams(streams, discovered).map(({ namespace, name }) => ({
      ...(namespace === undefined ? {} : { namespace }),
      name,
      ...modeParts.overwrite,
      cursorField: [],
      primaryKey: [],
    }));
  }
  if (streams.length === 0) return configured;
  const picked = configured.filter((choice) =>
    streams.some((glob) => matchesGlob(glob, { name: choice.name, ...namespaceOf(choice) })),
  );
  if (picked.length > 0) return picked;
  throw new UsageError(
    `No stream of the configuration matches ${streams.join(", ")}. It has: ${listStreams(configured)}.`,
  );
}

function withMode(choice: Choice, { mode, deletes }: StreamOptions): Choice {
  const { history: _history, ...rest } = choice;
  return {
    ...(mode === undefined ? choice : { ...rest, ...modeParts[mode] }),
    ...(deletes === undefined ? {} : { deletes }),
  };
}

/**
 * `value` for all streams, or `glob=value` for some; the later goes before the earlier. What stands before "=" is a
 * stream only where it matches one: a filter may hold "=" as well.
 */
function settingsOf(option: string, texts: string[], chosen: Choice[]): Map<string, string> {
  const settings = new Map<string, string>();
  for (const text of texts) {
    const [, glob, value] = /^([^\s='"]+)=(.*)$/s.exec(text) ?? [];
    const named =
      glob === undefined
        ? []
        : chosen.filter((choice) => matchesGlob(glob, { name: choice.name, ...namespaceOf(choice) }));
    const meant = named.length > 0 ? (value ?? "") : text;
    if (meant.trim() === "") throw new UsageError(`--${option} ${text}: there is nothing after the "=".`);
    for (const choice of named.length > 0 ? named : chosen) settings.set(streamKey(choice), meant);
  }
  return settings;
}

function columnsOf(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}

/** The same rules as in the console. */
function checked(choices: Choice[], context: ChoiceContext): Choice[] {
  const { discovered, destination } = context;
  const configured = choices.map(({ where: _where, ...choice }) => choice as ConfiguredStream);
  const { streams, issues } = checkChoice(configured, { discovered, destination });
  const [first] = issues;
  if (first) {
    const rest = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
    throw new UsageError(`${inOwnWords(first.message)}${hint(first.path[1])}${rest}`);
  }
  return streams.map((stream, index) => {
    const where = choices[index]?.where;
    return where === undefined ? stream : { ...stream, where };
  });
}

/** The rules speak of sync modes by the names of the API. */
function inOwnWords(message: string): string {
  return modes
    .filter((mode) => mode !== "history")
    .reduce((text, mode) => text.replaceAll(modeParts[mode].syncMode, mode), message);
}

function hint(field: unknown): string {
  if (field === "cursorField") return " (--cursor [stream=]column)";
  if (field === "primaryKey") return " (--primary-key [stream=]a,b)";
  if (field === "selectedFields") return " (--select [stream=]columns)";
  return "";
}

function namespaceOf({ namespace }: Choice): { namespace?: string } {
  return namespace === undefined ? {} : { namespace };
}

function listStreams(streams: { namespace?: string | undefined; name: string }[]): string {
  const names = streams.slice(0, maxListed).map(streamLabel).join(", ");
  return streams.length > maxListed ? `${names} and ${streams.length - maxListed} more` : names || "none";
}
