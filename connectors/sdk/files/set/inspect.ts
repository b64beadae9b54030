import type { Context } from "../../context";
import { ConfigError } from "../../errors";
import type { Field } from "../../values";
import { mergeFields } from "./fields";
import { listFiles, type FileSet } from "./list";
import { naming } from "./naming";

/** Types come from so much of the newest files, and from no more of them than this. */
const inspectedBytes = 64 * 1024 * 1024;
const inspectedFiles = 10;
const checkedBytes = 1024 * 1024;

/** The fields of the set's newest files together. ConfigError where there is no file, or none with rows. */
export function inspectSet(set: FileSet, ctx: Context): Promise<Field[]> {
  return lookAt(set, { maxBytes: inspectedBytes, maxFiles: inspectedFiles }, ctx);
}

/** Lists the set and reads the first rows of its newest file. */
export async function checkSet(set: FileSet, ctx: Context): Promise<void> {
  await lookAt(set, { maxBytes: checkedBytes, maxFiles: 1 }, ctx);
}

async function lookAt(
  set: FileSet,
  { maxBytes, maxFiles }: { maxBytes: number; maxFiles: number },
  ctx: Context,
): Promise<Field[]> {
  const { storage, globs, startMs, format } = set;
  const files = await listFiles(set, ctx);
  if (files.length === 0)
    throw new ConfigError(
      `No file in ${storage.label} matches ${globs.join(", ")}${startMs === null ? "" : ` and was changed since ${new Date(startMs).toISOString()}`}. "**" means every file, in folders too.`,
      { field: ["globs"] },
    );
  const found: Field[][] = [];
  let bytes = 0;
  for (const file of files.filter(({ size }) => size > 0).reverse()) {
    const inspection = await naming(file.path, () =>
      format.inspect(storage.locate(file), maxBytes - bytes, ctx),
    );
    if (inspection.fields.length > 0) found.unshift(inspection.fields);
    bytes += inspection.bytes;
    if (found.length >= maxFiles || bytes >= maxBytes) break;
  }
  const fields = mergeFields(found);
  if (fields.length > 0) return fields;
  throw new ConfigError(
    `None of the ${files.length} files that match ${globs.join(", ")} has a row yet from which fields could be told.`,
    { field: ["globs"] },
  );
}
