import { ConfigError, streamLabel, type Capabilities, type Field, type Stream } from "@/connectors/sdk";
import type { FieldIssue } from "@/lib/errors";
import { planShape } from "@/lib/normalization/shape/plan-shape";
import { comparableFieldOf } from "@/lib/sync/select-stream";
import { partsOf } from "@/lib/sync/modes";
import { canRead, offeredSyncModes } from "./modes";
import type { ConfiguredStream } from "./schema";
import { streamKey } from "@/lib/sync/stream-key";

export interface ChoiceContext {
  discovered: Stream[];
  /** The title as messages name it, and what it can do. */
  destination: DestinationOffer;
}

export type DestinationOffer = { title: string } & Pick<
  Capabilities,
  "modes" | "history" | "softDeletes" | "keepsGenerations" | "dedupedChildren"
>;

export interface CheckedChoice {
  /** As chosen, with the namespace filled in where the name alone was enough. */
  streams: ConfiguredStream[];
  /** Paths start at the list of streams: [index, field]. Empty: the choice can be carried out. */
  issues: FieldIssue[];
}

/** Whether source and destination can do what was chosen; every issue names the stream and what to choose instead. */
export function checkChoice(chosen: ConfiguredStream[], context: ChoiceContext): CheckedChoice {
  if (chosen.length === 0) {
    return { streams: [], issues: [{ path: [], message: "No stream is chosen. Choose at least one." }] };
  }
  const issues: FieldIssue[] = [];
  const seen = new Set<string>();
  const streams = chosen.map((choice, index) => {
    const report = (field: string, message: string) =>
      issues.push({ path: [index, field], message: `${streamLabel(choice)}: ${message}` });
    const found = findStream(choice, context.discovered);
    if (typeof found === "string") {
      report("name", found);
      return choice;
    }
    if (seen.has(streamKey(found))) report("name", "the stream is listed twice. List it once.");
    seen.add(streamKey(found));
    checkStream(choice, found, context.destination, report);
    return found.namespace === undefined ? choice : { ...choice, namespace: found.namespace };
  });
  return { streams, issues };
}

type Report = (field: string, message: string) => void;

/** The discovered stream, or why there is none. The namespace may be left out where the name is unique. */
function findStream(choice: ConfiguredStream, discovered: Stream[]): Stream | string {
  const exact = discovered.find((stream) => streamKey(stream) === streamKey(choice));
  if (exact) return exact;
  const named = choice.namespace ? [] : discovered.filter((stream) => stream.name === choice.name);
  const [only] = named;
  if (only && named.length === 1) return only;
  if (only) {
    return `more than one stream has this name. Add its namespace: ${listNames(named.map((stream) => stream.namespace ?? ""))}.`;
  }
  return "the source has no such stream. Refresh the source's schema, or choose another stream.";
}

function checkStream(
  choice: ConfiguredStream,
  stream: Stream,
  destination: DestinationOffer,
  report: Report,
): void {
  const { read, write } = partsOf(choice);
  if (!canRead(stream, read) || !destination.modes.includes(write)) {
    const who = canRead(stream, read) ? `the destination ${destination.title}` : "the source";
    const offered = offeredSyncModes(stream, destination.modes);
    const advice = offered.length > 0 ? `Choose one of: ${offered.join(", ")}.` : "Leave the stream out.";
    report("syncMode", `${who} cannot do ${choice.syncMode} here. ${advice}`);
    return;
  }
  const cursor = read === "incremental" ? checkCursor(choice, stream, report) : [];
  const key = write === "deduped" ? checkKey(choice, stream, report) : [];
  checkSelection(choice, stream, [...cursor, ...key], report);
  checkExtras(choice, destination, report);
  checkMappers(choice, stream, { cursor, "primary key": key }, report);
  if (choice.destinationName?.trim() === "")
    report("destinationName", "the table's name is empty. Fill it in.");
}

/** The fields that serve as cursor: one, or none where an issue was reported. */
function checkCursor(choice: ConfiguredStream, stream: Stream, report: Report): string[] {
  const [wanted, ...deeper] = choice.cursorField;
  const own = stream.cursorFields[0];
  if (wanted === undefined) return own === undefined ? [] : [own];
  if (stream.cursorIsGiven && wanted === own && deeper.length === 0) return [wanted];
  if (stream.cursorIsGiven) {
    const what = own === undefined ? "knows what is new" : `sets the cursor, ${own}`;
    report("cursorField", `the source itself ${what}. Leave the cursor field empty.`);
    return [];
  }
  if (deeper.length > 0 || !stream.cursorFields.includes(wanted)) {
    report(
      "cursorField",
      `${choice.cursorField.join(".")} cannot serve as cursor. Choose one of: ${listNames(stream.cursorFields)}.`,
    );
    return [];
  }
  return [wanted];
}

function checkKey(choice: ConfiguredStream, stream: Stream, report: Report): string[] {
  const key = choice.primaryKey.length > 0 ? choice.primaryKey : stream.primaryKey;
  return key.flatMap((path) => {
    const field = stream.fields.find((candidate) => path.length === 1 && candidate.name === path[0]);
    if (field && isKeyType(field)) return [field.name];
    const fit = stream.fields.filter(isKeyType).map((candidate) => candidate.name);
    report("primaryKey", `${path.join(".")} cannot serve as key. Choose among: ${listNames(fit)}.`);
    return [];
  });
}

/** What the sync mode alone does not say. */
function checkExtras(choice: ConfiguredStream, destination: DestinationOffer, report: Report): void {
  const { read, write } = partsOf(choice);
  const isDeduped = write === "deduped";
  if (choice.history && !isDeduped)
    report(
      "history",
      "a history needs a deduplicated table. Choose incremental_deduped_history, or no history.",
    );
  if (choice.history && !destination.history)
    report("history", `${destination.title} keeps no history tables. Switch the history off.`);
  if (choice.deletes !== undefined && !isDeduped)
    report("deletes", "an appended table keeps all rows. Leave it out, or choose another sync mode.");
  const needsMarks = choice.deletes === "soft" || (isDeduped && read === "full_refresh");
  if (needsMarks && !destination.softDeletes)
    report("deletes", `${destination.title} cannot find or mark rows that are gone. Leave it out.`);
  if (choice.arrays === "tables" && isDeduped && !destination.dedupedChildren)
    report(
      "arrays",
      `${destination.title} keeps no child tables beside a deduplicated one. Leave arrays as JSON, or choose another sync mode.`,
    );
  if (choice.keepGenerations && !(write === "overwrite" && destination.keepsGenerations))
    report(
      "keepGenerations",
      destination.keepsGenerations
        ? "only a table that is overwritten has former generations. Leave it out, or choose full_refresh_overwrite."
        : `${destination.title} keeps no former generations. Leave it out.`,
    );
}

/** That they fit the fields, and leave what rows are told apart and ordered by. */
function checkMappers(
  choice: ConfiguredStream,
  stream: Stream,
  needed: Record<"cursor" | "primary key", string[]>,
  report: Report,
): void {
  const { mappers = [], selectedFields } = choice;
  const fields = stream.fields.filter(({ name }) => !selectedFields || selectedFields.includes(name));
  const label = streamLabel(choice);
  try {
    const options = { mappers, objects: "json", arrays: "json", rowHash: false } as const;
    const own = planShape({ name: label, fields }, options)?.outputs[0];
    if (!own) return;
    for (const part of ["cursor", "primary key"] as const)
      for (const field of needed[part])
        if (fields.some(({ name }) => name === field)) comparableFieldOf(choice, own, field, part);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const prefix = `${label}: `;
    report("mappers", error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message);
  }
}

/** Rows can be told apart by a field of this type. */
export function isKeyType({ type }: Field): boolean {
  return type.kind !== "json" && type.kind !== "array" && type.kind !== "object";
}

function checkSelection(choice: ConfiguredStream, stream: Stream, needed: string[], report: Report): void {
  const { selectedFields } = choice;
  if (!selectedFields) return;
  if (selectedFields.length === 0) report("selectedFields", "no field is selected. Select at least one.");
  const known = new Set(stream.fields.map((field) => field.name));
  const unknown = selectedFields.filter((field) => !known.has(field));
  if (unknown.length > 0) {
    report("selectedFields", `the source has no field ${listNames(unknown)}. Leave it out.`);
  }
  const missing = needed.filter((field) => !selectedFields.includes(field));
  if (selectedFields.length > 0 && missing.length > 0) {
    report("selectedFields", `key and cursor must be selected too. Select ${listNames(missing)}.`);
  }
}

const maxListed = 10;

function listNames(names: string[]): string {
  const shown = names.slice(0, maxListed).join(", ");
  return names.length > maxListed ? `${shown} and ${names.length - maxListed} more` : shown;
}
