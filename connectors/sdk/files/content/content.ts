import type { Context, Json } from "@/connectors/sdk";
import type { Compression } from "./compression";
import { openHttp } from "./http";
import { openLocal } from "./local";
import type { FileLocation } from "./location";
import { openS3 } from "./s3";

/** An open file. `close` must be called, however reading ended. */
export interface Content {
  /** Names this very version of the file: the same identity, the same bytes. null where nothing tells versions apart. */
  identity: Json;
  /** Of the whole file in bytes; null where it is packed or does not tell. */
  size: number | null;
  /** Decompressed bytes, from the offset that it was opened at. Throws where fewer bytes come than there should be. */
  chunks: AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

export interface OpenOptions {
  compression: Compression;
  /** The bytes are wanted as they are; nothing is refused for not being text. */
  isBinary?: boolean;
  /** Decompressed bytes to leave out. */
  from: number;
  /** How long a server may keep one waiting. Default: a minute. */
  silenceMs?: number;
}

export function openContent(location: FileLocation, options: OpenOptions, ctx: Context): Promise<Content> {
  switch (location.storage) {
    case "local":
      return openLocal(location, options, ctx);
    case "HTTPS":
      return openHttp(location, options, ctx);
    case "S3":
      return openS3(location, options);
  }
}
