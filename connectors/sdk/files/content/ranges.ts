import type { Context } from "../../context";
import { ConfigError, TransientError } from "../../errors";
import type { Json } from "../../json";
import { readRange } from "../s3/body";
import { headObject } from "../s3/objects";
import { openHttpRanges } from "./http-ranges";
import { openLocalRanges } from "./local";
import type { FileLocation, S3Location } from "./location";

/** A file that is read in any order, as Parquet must be. `close` must be called. */
export interface RangeFile {
  label: string;
  identity: Json;
  size: number;
  /** Exactly these bytes of this version; TransientError where there is another by now. `end` is exclusive. */
  read(start: number, end: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function openRanges(location: FileLocation, ctx: Context): Promise<RangeFile> {
  switch (location.storage) {
    case "local":
      return openLocalRanges(location, ctx);
    case "HTTPS":
      return openHttpRanges(location, ctx);
    case "S3":
      return openS3Ranges(location);
  }
}

async function openS3Ranges({ client, key, label }: S3Location): Promise<RangeFile> {
  const object = await headObject(client, key);
  if (!object)
    throw new ConfigError(`There is no object "${label}". Compare its name with those in the bucket.`, {
      field: ["url"],
    });
  return {
    label,
    identity: { etag: object.etag, size: object.size },
    size: object.size,
    read: async (start, end) => {
      const bytes = await readRange(client, object, start, end);
      if (bytes.length !== end - start)
        throw new TransientError(
          `"${label}" came with ${bytes.length} bytes where ${end - start} were asked for.`,
        );
      return bytes;
    },
    close: () => Promise.resolve(),
  };
}
