import type { Encoding, Feed, Field } from "@/connectors/sdk";
import { haveNativeTypes, withNativeTypes } from "@/connectors/sdk/files/csv/plain/dialect";
import { parseCsvOptions } from "@/connectors/sdk/files/reader-options";
import { isGlob } from "@/connectors/sdk/files/set/glob";
import type { FileConfig } from "./config";

/** Frames of one CSV file, where the options leave its cells their plain meaning; what is not plain in it goes as rows. */
export function encodingsOf(config: FileConfig, feed: Feed): Encoding[] {
  if (!mayHaveTuples(config)) return [];
  const options = parseCsvOptions(config.reader_options);
  return feed.streams.every(({ fields }) => haveNativeTypes(fields, options)) ? ["pg-copy-binary"] : [];
}

/** The fields with what frames of them hold, where there may be frames. */
export function withNative(config: FileConfig, fields: Field[]): Field[] {
  return mayHaveTuples(config) ? withNativeTypes(fields, parseCsvOptions(config.reader_options)) : fields;
}

/** Of several files each may have columns of its own, and rows say which file they are from. */
function mayHaveTuples({ format, url }: FileConfig): boolean {
  return format === "csv" && !isGlob(url);
}
