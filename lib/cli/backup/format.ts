import fs from "node:fs";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { z } from "zod";
import { CommandError } from "../command";

/**
 * A backup is gzipped text: a header line, then for each table a line that names it and a line per row (a JSON string
 * with PostgreSQL's own text form of the row), then the sequences, and an end line. Without its end line it is not whole.
 */
export const formatVersion = 1;

export const headerSchema = z.object({
  format: z.literal("sluice-backup"),
  version: z.number(),
  createdAt: z.iso.datetime(),
  /** What the database had been brought to. */
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
});

export type Header = z.infer<typeof headerSchema>;

export const entrySchema = z.union([
  z.object({ table: z.string() }),
  z.object({ sequence: z.string(), lastValue: z.string(), isCalled: z.boolean() }),
  z.object({ end: z.literal(true), rows: z.number() }),
  z.string(),
]);

export type Entry = z.infer<typeof entrySchema>;

/** So that a value has one text form, whatever the server's settings are. For both directions, in a transaction. */
export const textForm = `
  SET LOCAL DateStyle = 'ISO, YMD';
  SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL TimeZone = 'UTC';
  SET LOCAL extra_float_digits = 3;
  SET LOCAL bytea_output = 'hex'`;

/** The header, and what follows it. */
export async function readBackup(file: string): Promise<{ header: Header; entries: AsyncIterator<Entry> }> {
  const lines = readLines(file);
  const first = await lines.next();
  const header = headerSchema.safeParse(first.done ? undefined : parseJson(first.value, file));
  if (!header.success) throw new CommandError(`${file} is no backup of Sluice.`);
  if (header.data.version !== formatVersion) {
    throw new CommandError(
      `${file} is of version ${header.data.version}, this Sluice reads ${formatVersion}: use a newer Sluice.`,
    );
  }
  return { header: header.data, entries: parseEntries(lines, file) };
}

async function* parseEntries(lines: AsyncIterator<string>, file: string): AsyncGenerator<Entry> {
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    yield entrySchema.parse(parseJson(line.value, file));
  }
}

async function* readLines(file: string): AsyncGenerator<string> {
  let rest = "";
  try {
    const text = pipeline(fs.createReadStream(file), createGunzip(), () => undefined).setEncoding("utf8");
    for await (const chunk of text) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(`${file} cannot be read as a backup: ${reason}.`, { cause });
  }
  if (rest !== "") yield rest;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${file} is no backup of Sluice, or it is damaged.`, { cause });
  }
}
