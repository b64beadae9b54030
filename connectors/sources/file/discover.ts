import { ConfigError, type Context, type Field, type Stream } from "@/connectors/sdk";
import type { FileLocation } from "@/connectors/sdk/files/content/location";
import { fileFields, lastModifiedField } from "@/connectors/sdk/files/set/fields";
import { checkSet, inspectSet } from "@/connectors/sdk/files/set/inspect";
import type { FileConfig } from "./config";
import { withNative } from "./encodings";
import { formatOf } from "./format";
import { findTarget } from "./location";
import { fileSetOf } from "./set";

/** A file up to this size is looked at whole, so that no value of it fails to fit its type later. */
export const inferredBytes = 64 * 1024 * 1024;
const checkedBytes = 1024 * 1024;

/** Opens the file, or the newest of several, and reads its first rows. */
export async function checkFile(config: FileConfig, ctx: Context): Promise<void> {
  ctx.log("info", `Looking for ${config.dataset_name}.`);
  const target = await findTarget(config, ctx);
  ctx.log(
    "info",
    target.kind === "one" ? "Reading the first rows of the file." : "Reading the newest of the files.",
  );
  if (target.kind === "one") await lookAt(config, target.location, checkedBytes, ctx);
  else await checkSet(fileSetOf(config, target), ctx);
}

export async function discoverFile(config: FileConfig, ctx: Context): Promise<Stream> {
  const target = await findTarget(config, ctx);
  const isOne = target.kind === "one";
  const own = isOne
    ? await lookAt(config, target.location, inferredBytes, ctx)
    : await inspectSet(fileSetOf(config, target), ctx);
  const names = new Set(fileFields.map(({ name }) => name));
  return {
    name: config.dataset_name,
    fields: isOne ? withNative(config, own) : [...own.filter(({ name }) => !names.has(name)), ...fileFields],
    primaryKey: [],
    cursorFields: isOne ? [] : [lastModifiedField],
    cursorIsGiven: !isOne,
    supports: { fullRefresh: true, incremental: !isOne, deletes: false },
  };
}

/** The fields that the first `maxBytes` show. */
async function lookAt(
  config: FileConfig,
  location: FileLocation,
  maxBytes: number,
  ctx: Context,
): Promise<Field[]> {
  const { fields } = await formatOf(config).inspect(location, maxBytes, ctx);
  if (fields.length > 0) return fields;
  throw new ConfigError(
    "The file has no rows yet from which its fields could be told. Provide one with rows.",
    { field: ["url"] },
  );
}
