import {
  ConfigError,
  streamLabel,
  type Field,
  type SelectedStream,
  type Stream,
  type WriteMode,
} from "@/connectors/sdk";
import type { ShapeOutput } from "@/lib/normalization/shape/types";
import type { ChosenStream } from "./plan";

/** The stream as the source is asked for it: the chosen fields, the way it is read, its cursor and its key. */
export function selectStream(
  choice: ChosenStream,
  stream: Stream,
  mode: SelectedStream["mode"],
  write: WriteMode,
): SelectedStream {
  const label = streamLabel(choice);
  const fields = chosenFields(choice, stream);
  const base: SelectedStream = { ...stream, fields, mode, key: [] };
  if (mode === "incremental") {
    const [cursor] =
      stream.cursorIsGiven || choice.cursorField.length === 0 ? stream.cursorFields : choice.cursorField;
    if (!stream.supports.incremental || (cursor === undefined && !stream.cursorIsGiven)) {
      throw new ConfigError(
        `${label} cannot be read incrementally: it has no cursor field. Choose a full refresh.`,
      );
    }
    if (cursor !== undefined) {
      requireField(fields, cursor, `${label}: the cursor field`);
      base.cursor = cursor;
    }
  }
  if (write !== "deduped") return base;
  const key = choice.primaryKey.length > 0 ? choice.primaryKey : stream.primaryKey;
  for (const path of key) {
    if (path.length !== 1)
      throw new ConfigError(
        `${label}: the primary key ${path.join(".")} lies inside a field. Choose a field of the row itself.`,
      );
    requireField(fields, path[0] ?? "", `${label}: the primary key field`);
  }
  return { ...base, key };
}

/**
 * The field of the shaped rows that holds the source's `field`. ConfigError where shaping took it away, or left nothing to
 * compare rows by: a cursor must keep its order, a key its equality.
 */
export function comparableFieldOf(
  choice: ChosenStream,
  output: ShapeOutput,
  field: string,
  part: "primary key" | "cursor",
): string {
  const index = output.origins.indexOf(field);
  const found = output.fields[index];
  if (!found) {
    throw new ConfigError(
      `${streamLabel(choice)}: the ${part} needs the field ${field}, which is left out or taken apart on its way. Leave it as it is, or choose another ${part}.`,
    );
  }
  const scrambled = output.scrambled[index] ?? null;
  if (scrambled === null || (scrambled === "hashing" && part === "primary key")) return found.name;
  throw new ConfigError(
    `${streamLabel(choice)}: the ${part} ${field} is changed by ${scrambled}, so rows cannot be told apart by it. Leave the mapper out, or choose another ${part}.`,
  );
}

/** A chosen field that the source has lost stays away; key and cursor are looked for by `requireField`. */
function chosenFields(choice: ChosenStream, stream: Stream): Field[] {
  const { selectedFields } = choice;
  return selectedFields
    ? stream.fields.filter((field) => selectedFields.includes(field.name))
    : stream.fields;
}

function requireField(fields: Field[], name: string, what: string): void {
  if (fields.some((field) => field.name === name)) return;
  throw new ConfigError(
    `${what} ${name} is not among the stream's fields any more. Choose another, or refresh the source's schema.`,
  );
}
