import path from "node:path";
import { z } from "zod";
import type { JsonObject } from "@/connectors/sdk";
import { UsageError } from "../usage-error";
import { pathOf, requireKnown, type EndCall, type Role, type Surroundings } from "./end";
import type { UriParts } from "./split-uri";

/** `file:` addresses: a file, what a glob matches, or a folder. */
export function readFiles(uri: UriParts, role: Role, around: Surroundings): EndCall {
  const file = pathOf(uri, around, role === "source" ? "file:///folder/orders.csv" : "file:///folder/*.csv");
  if (role === "destination") return folderToWrite(uri, file);
  requireKnown(uri, ["name", "format", "reader_options"]);
  const stream = readStream(uri, uri.path.endsWith("/") ? `${file}/` : file);
  const { dataset_name: name, url } = stream;
  const config = { ...stream, provider: { storage: "local" } };
  return { connector: "file", config, facts: { connector: "file", identity: { file: url, name } } };
}

/** `s3:` addresses: an object, what a glob matches, or all below a prefix. */
export function readBucket(uri: UriParts, role: Role, around: Surroundings): EndCall {
  if (uri.host === "") throw new UsageError("Name the bucket: s3://bucket/prefix?endpoint=https://….");
  const endpoint = uri.query.get("endpoint") ?? null;
  const place = { bucket: uri.host, endpoint };
  if (role === "destination") {
    requireKnown(uri, ["endpoint", "region", "format", "compression"]);
    const { folder, ...format } = placeToWrite(uri, uri.path);
    const prefix = folder.slice(1);
    const identity = { ...place, prefix };
    return {
      connector: "s3",
      config: bucketToWrite(uri, { prefix, ...format }, around),
      facts: { connector: "s3", identity },
    };
  }
  requireKnown(uri, ["endpoint", "region", "name", "format", "reader_options"]);
  const stream = readStream(uri, isFile(uri.path) ? uri.path : `${uri.path.replace(/\/$/, "")}/`);
  const { dataset_name: name, url } = stream;
  const region = uri.query.get("region");
  const config = {
    ...stream,
    url: `s3://${uri.host}${url}`,
    provider: {
      storage: "S3",
      ...keyOf(uri, around, { id: "aws_access_key_id", secret: "aws_secret_access_key" }),
      ...(endpoint === null ? {} : { endpoint }),
      ...(region === undefined ? {} : { region_name: region }),
    },
  };
  return { connector: "file", config, facts: { connector: "file", identity: { ...place, key: url, name } } };
}

const ending = /\.(csv|tsv|json|jsonl|ndjson|parquet)(\.(gz|zip|bz2|xz|zst))?$/i;
const wildcards = /[*?[{]/;

function isFile(written: string): boolean {
  return ending.test(written) || wildcards.test(written);
}

/** The one stream that is made of it: its name and format follow from the path, unless the address tells them. */
function readStream(uri: UriParts, written: string) {
  const known = ending.exec(written)?.[1]?.toLowerCase();
  const format = uri.query.get("format") ?? (known === "ndjson" ? "jsonl" : known === "tsv" ? "csv" : known);
  if (format === undefined) {
    throw new UsageError(
      `${path.basename(written) || uri.host} has an ending that says nothing of its format. Add ?format=csv, json, jsonl or parquet.`,
    );
  }
  return {
    dataset_name: uri.query.get("name") ?? (nameOf(written) || uri.host || "files"),
    format,
    url: written.endsWith("/") ? `${written}**` : written,
    ...readerOptionsOf(uri, known === "tsv" ? { sep: "\t" } : {}),
  };
}

/** How the file is written, as `?reader_options={"sep":";"}`: what the connector's field of that name takes. */
function readerOptionsOf(uri: UriParts, ofEnding: JsonObject): JsonObject {
  const given = uri.query.get("reader_options");
  const options = { ...ofEnding, ...(given === undefined ? {} : readOptions(given)) };
  return Object.keys(options).length === 0 ? {} : { reader_options: JSON.stringify(options) };
}

function readOptions(given: string): JsonObject {
  const parsed = z.record(z.string(), z.json()).safeParse(parsedOrNull(given));
  if (parsed.success) return parsed.data;
  throw new UsageError(
    `reader_options is no JSON object: ${given}. Write, in single quotes, for example '?reader_options={"sep":";"}'.`,
  );
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The file's without its endings; of a glob what stands before the first wildcard, or else the folder. */
function nameOf(written: string): string {
  const [fixed = ""] = written.split(wildcards, 1);
  const last = path.posix.basename(fixed.endsWith("/") ? path.posix.dirname(`${fixed}x`) : fixed);
  return last.replace(/(?<=.)\..*$/s, "").replace(/[-_.]+$/, "");
}

interface PlaceToWrite extends FormatToWrite {
  folder: string;
}

interface FormatToWrite {
  format: string;
  compression: string | undefined;
}

const allOf = /^\*\.(csv|jsonl|ndjson|parquet)(\.gz)?$/i;

/** A folder, or all files of one format in it (`folder/*.csv`): each stream becomes one of them. */
function placeToWrite(uri: UriParts, written: string): PlaceToWrite {
  const [format, compression] = [uri.query.get("format"), uri.query.get("compression")];
  const [, ending, packed] = allOf.exec(path.posix.basename(written)) ?? [];
  if (ending === undefined) {
    const isFolder = uri.path.endsWith("/") && !wildcards.test(written);
    if (isFile(written) && !isFolder)
      throw new UsageError(
        `To write, name a folder, in which each stream becomes a file of its own, and the format: ${uri.scheme}:…/folder/*.csv, *.csv.gz, *.jsonl or *.parquet, or ${uri.scheme}:…/folder/?format=csv. ${path.posix.basename(written)} is a file's name.`,
      );
    return { folder: written, format: format ?? "jsonl", compression };
  }
  const known = ending.toLowerCase() === "ndjson" ? "jsonl" : ending.toLowerCase();
  if (format !== undefined && format.toLowerCase() !== known)
    throw new UsageError(`The address ends in .${ending} and says ?format=${format}. Leave one of them out.`);
  const place = { folder: path.posix.dirname(written), format: known };
  if (packed === undefined) return { ...place, compression };
  if (known === "parquet")
    throw new UsageError(
      "Parquet files are compressed inside, and their names say nothing of it. Write *.parquet?compression=gzip.",
    );
  if (compression !== undefined && compression.toLowerCase() !== "gzip")
    throw new UsageError(
      `The address ends in ${packed} and says ?compression=${compression}. Leave one of them out.`,
    );
  return { ...place, compression: "gzip" };
}

function folderToWrite(uri: UriParts, written: string): EndCall {
  requireKnown(uri, ["format", "compression"]);
  const { folder, format, compression } = placeToWrite(uri, written);
  const config: JsonObject = {
    destination_path: folder,
    format:
      format.toLowerCase() === "parquet"
        ? { format_type: "Parquet", compression_codec: (compression ?? "snappy").toUpperCase() }
        : { format_type: format.toUpperCase(), compression: compression ?? "none" },
  };
  return { connector: "local-files", config, facts: { connector: "local-files", identity: { folder } } };
}

function bucketToWrite(
  uri: UriParts,
  { prefix, ...format }: FormatToWrite & { prefix: string },
  around: Surroundings,
): JsonObject {
  const endpoint = uri.query.get("endpoint");
  const region = uri.query.get("region");
  return {
    s3_bucket_name: uri.host,
    s3_bucket_path: prefix,
    ...keyOf(uri, around, { id: "access_key_id", secret: "secret_access_key" }),
    ...(endpoint === undefined ? {} : { s3_endpoint: endpoint }),
    ...(region === undefined ? {} : { s3_bucket_region: region }),
    format: objectFormatOf(format),
  };
}

/** The access key of the address, or else of the environment. */
function keyOf(
  uri: UriParts,
  { variables }: Surroundings,
  fields: { id: string; secret: string },
): JsonObject {
  const id = uri.username ?? variables.AWS_ACCESS_KEY_ID;
  const secret = uri.username === null ? variables.AWS_SECRET_ACCESS_KEY : uri.password;
  return {
    ...(id === undefined ? {} : { [fields.id]: id }),
    ...(secret === undefined || secret === null ? {} : { [fields.secret]: secret }),
  };
}

/** A column for each field, as in files: `--normalization raw` is what asks for documents. */
function objectFormatOf({ format, compression }: FormatToWrite): JsonObject {
  if (format.toLowerCase() === "parquet")
    return { format_type: "Parquet", compression_codec: (compression ?? "snappy").toUpperCase() };
  const packing = (compression ?? "none").toLowerCase();
  return {
    format_type: format.toUpperCase(),
    flattening: "Root level flattening",
    compression: { compression_type: packing === "none" ? "No Compression" : packing.toUpperCase() },
  };
}
