import path from "node:path";
import type { Json, JsonObject } from "@/connectors/sdk";
import type { EndFacts } from "../sync/connection-id";
import { UsageError } from "../usage-error";
import { splitUri, type UriParts } from "./split-uri";
import { expandVariables, type Variables } from "./variables";

export type Role = "source" | "destination";

/** One end of a sync as the command names it. */
export interface EndCall {
  connector: string;
  config: JsonObject;
  facts: EndFacts;
}

export interface Surroundings {
  /** Where relative paths begin. */
  folder: string;
  variables: Variables;
  /** Who calls: the user of a database where no other is named. */
  username: string;
  /** Throws where there is no such file. */
  readFile(path: string): string;
}

type Reader = (uri: UriParts, role: Role, around: Surroundings) => EndCall;

const readers: Record<string, Reader> = {
  postgres: readPostgres,
  postgresql: readPostgres,
  mysql: readMysql,
  mariadb: readMysql,
  duckdb: readDuckdb,
  file: readFiles,
  s3: readS3,
  sample: readSample,
};

/** What a URI stands for. The connector may be one that this version does not have; whoever loads it says so. */
export function readEnd(uri: string, role: Role, around: Surroundings): EndCall {
  const parts = splitUri(expandVariables(uri, around.variables, encodeURIComponent));
  const reader = readers[parts.scheme];
  if (!reader) {
    throw new UsageError(
      `Sluice knows no ${parts.scheme}:// address. It knows ${Object.keys(readers)
        .map((scheme) => `${scheme}://`)
        .join(", ")}; any other connector is named in a file with --config.`,
    );
  }
  return reader(parts, role, around);
}

function readPostgres(uri: UriParts, role: Role, around: Surroundings): EndCall {
  const socket = uri.query.get("host");
  const host = socket ?? (uri.host === "" ? "localhost" : uri.host);
  if (host.includes(",")) throw new UsageError(`${host}: name one server.`);
  const port = uri.port ?? numberOf(uri, "port") ?? 5432;
  const database = uri.path.slice(1) || uri.query.get("dbname") || uri.username || around.username;
  const schemas = listOf(uri.query.get("schema") ?? uri.query.get("schemas"));
  const [schema = "public", ...more] = schemas;
  if (role === "destination" && more.length > 0)
    throw new UsageError(`A destination has one schema, not ${schemas.join(", ")}.`);
  const password = uri.password ?? around.variables.PGPASSWORD;
  const config: JsonObject = {
    host,
    port,
    database,
    username: uri.username || around.username,
    ...(password === undefined ? {} : { password }),
    ...(role === "source" ? { schemas } : { schema }),
    ...sslModeOf(uri, around),
    ...jdbcParamsOf(uri),
  };
  requireKnown(uri, postgresParameters);
  const identity = { host: host.toLowerCase(), port, database, ...(role === "source" ? {} : { schema }) };
  return { connector: "postgres", config, facts: { connector: "postgres", identity } };
}

const sslParameters = ["sslmode", "sslrootcert", "sslcert", "sslkey"];
const jdbcParameters = {
  connect_timeout: "connectTimeout",
  application_name: "ApplicationName",
  options: "options",
};
const postgresParameters = [
  ...["host", "port", "dbname", "schema", "schemas"],
  ...sslParameters,
  ...Object.keys(jdbcParameters),
];

function sslModeOf(uri: UriParts, around: Surroundings): JsonObject {
  const mode = uri.query.get("sslmode");
  if (mode === undefined) return {};
  const file = (parameter: string, field: string): JsonObject => {
    const name = uri.query.get(parameter);
    return name === undefined ? {} : { [field]: around.readFile(path.resolve(around.folder, name)) };
  };
  return {
    ssl_mode: {
      mode,
      ...file("sslrootcert", "ca_certificate"),
      ...file("sslcert", "client_certificate"),
      ...file("sslkey", "client_key"),
    },
  };
}

function jdbcParamsOf(uri: UriParts): JsonObject {
  const params = new URLSearchParams();
  for (const [own, theirs] of Object.entries(jdbcParameters)) {
    const value = uri.query.get(own);
    if (value !== undefined) params.set(theirs, value);
  }
  return params.size === 0 ? {} : { jdbc_url_params: params.toString() };
}

function readMysql(uri: UriParts, _role: Role, around: Surroundings): EndCall {
  const host = uri.host === "" ? "localhost" : uri.host;
  const port = uri.port ?? 3306;
  const database = uri.path.slice(1);
  if (database === "") throw new UsageError("Name the database: mysql://user@host:3306/database.");
  requireKnown(uri, ["sslmode"]);
  const mode = uri.query.get("sslmode");
  const config: JsonObject = {
    host,
    port,
    database,
    username: uri.username || around.username,
    ...(uri.password === null ? {} : { password: uri.password }),
    ...(mode === undefined ? {} : { ssl_mode: { mode } }),
  };
  const identity = { host: host.toLowerCase(), port, database };
  return { connector: "mysql", config, facts: { connector: "mysql", identity } };
}

function readDuckdb(uri: UriParts, role: Role, around: Surroundings): EndCall {
  const file = pathOf(uri, around, "duckdb:///folder/warehouse.duckdb");
  requireKnown(uri, role === "source" ? ["schema", "schemas"] : ["schema"]);
  const schema = uri.query.get("schema");
  if (role === "source") {
    const schemas = listOf(schema ?? uri.query.get("schemas"));
    const facts: EndFacts = { connector: "duckdb", identity: { file } };
    return { connector: "duckdb", config: { database_path: file, schemas }, facts };
  }
  return {
    connector: "duckdb",
    config: { destination_path: file, ...(schema === undefined ? {} : { schema }) },
    facts: { connector: "duckdb", identity: { file, schema: schema ?? "main" } },
  };
}

function readFiles(uri: UriParts, role: Role, around: Surroundings): EndCall {
  const file = pathOf(uri, around, role === "source" ? "file:///folder/orders.csv" : "file:///folder/");
  return role === "source" ? readSourceFile(uri, file) : readFolder(uri, file);
}

function readSourceFile(uri: UriParts, file: string): EndCall {
  requireKnown(uri, ["name", "format"]);
  if (/[*?[{]/.test(file))
    throw new UsageError(`${file} names many files; this version reads one: file:///folder/orders.csv.`);
  const ending = /\.(csv|tsv|json|jsonl|ndjson|parquet)(\.(gz|zip|bz2|xz|zst))?$/i
    .exec(file)?.[1]
    ?.toLowerCase();
  const format =
    uri.query.get("format") ?? (ending === "ndjson" ? "jsonl" : ending === "tsv" ? "csv" : ending);
  if (format === undefined) {
    throw new UsageError(
      `${path.basename(file)} has an ending that says nothing of its format. Add ?format=csv, json, jsonl or parquet.`,
    );
  }
  const name = uri.query.get("name") ?? path.basename(file).replace(/\..*$/s, "");
  const config: JsonObject = {
    dataset_name: name,
    format,
    url: file,
    provider: { storage: "local" },
    ...(ending === "tsv" ? { reader_options: JSON.stringify({ sep: "\t" }) } : {}),
  };
  return { connector: "file", config, facts: { connector: "file", identity: { file, name } } };
}

function readFolder(uri: UriParts, folder: string): EndCall {
  requireKnown(uri, ["format", "compression"]);
  const format = uri.query.get("format") ?? "jsonl";
  const compression = uri.query.get("compression");
  const config: JsonObject = {
    destination_path: folder,
    format:
      format.toLowerCase() === "parquet"
        ? { format_type: "Parquet", compression_codec: (compression ?? "snappy").toUpperCase() }
        : { format_type: format.toUpperCase(), compression: compression ?? "none" },
  };
  return { connector: "local-files", config, facts: { connector: "local-files", identity: { folder } } };
}

function readS3(uri: UriParts, role: Role, around: Surroundings): EndCall {
  if (uri.host === "") throw new UsageError("Name the bucket: s3://bucket/prefix?endpoint=https://….");
  const prefix = uri.path.slice(1);
  const endpoint = uri.query.get("endpoint") ?? null;
  const region = uri.query.get("region");
  const config: JsonObject =
    role === "destination"
      ? bucketToWrite(uri, prefix, around)
      : {
          bucket: uri.host,
          path_prefix: prefix,
          ...(endpoint === null ? {} : { endpoint }),
          ...(region === undefined ? {} : { region_name: region }),
        };
  requireKnown(uri, ["endpoint", "region", ...(role === "destination" ? ["format", "compression"] : [])]);
  const identity = { bucket: uri.host, prefix, endpoint };
  return { connector: "s3", config, facts: { connector: "s3", identity } };
}

function bucketToWrite(uri: UriParts, prefix: string, { variables }: Surroundings): JsonObject {
  const key = uri.username ?? variables.AWS_ACCESS_KEY_ID;
  const secret = uri.username === null ? variables.AWS_SECRET_ACCESS_KEY : uri.password;
  const endpoint = uri.query.get("endpoint");
  const region = uri.query.get("region");
  return {
    s3_bucket_name: uri.host,
    s3_bucket_path: prefix,
    ...(key === undefined ? {} : { access_key_id: key }),
    ...(secret === undefined || secret === null ? {} : { secret_access_key: secret }),
    ...(endpoint === undefined ? {} : { s3_endpoint: endpoint }),
    ...(region === undefined ? {} : { s3_bucket_region: region }),
    format: objectFormatOf(uri),
  };
}

/** A column for each field, as in files: `--normalization raw` is what asks for documents. */
function objectFormatOf(uri: UriParts): JsonObject {
  const format = uri.query.get("format") ?? "jsonl";
  const compression = uri.query.get("compression");
  if (format.toLowerCase() === "parquet")
    return { format_type: "Parquet", compression_codec: (compression ?? "snappy").toUpperCase() };
  const packing = (compression ?? "none").toLowerCase();
  return {
    format_type: format.toUpperCase(),
    flattening: "Root level flattening",
    compression: { compression_type: packing === "none" ? "No Compression" : packing.toUpperCase() },
  };
}

function readSample(uri: UriParts): EndCall {
  requireKnown(uri, ["count", "seed", "records_per_slice", "always_updated"]);
  const config: JsonObject = {};
  for (const name of ["count", "seed", "records_per_slice"]) {
    const value = numberOf(uri, name);
    if (value !== null) config[name] = value;
  }
  if (uri.query.has("always_updated")) config.always_updated = uri.query.get("always_updated") === "true";
  const identity: Json = { seed: config.seed ?? null };
  return { connector: "sample", config, facts: { connector: "sample", identity } };
}

/** `scheme:///absolute`, `scheme:relative`, and `scheme://relative` too, because it is what one writes first. */
function pathOf(uri: UriParts, { folder }: Surroundings, example: string): string {
  const written = uri.host + uri.path;
  if (written === "") throw new UsageError(`Name a path: ${example}.`);
  return path.resolve(folder, written);
}

function numberOf(uri: UriParts, name: string): number | null {
  const text = uri.query.get(name);
  if (text === undefined) return null;
  if (!/^-?\d+$/.test(text)) throw new UsageError(`${name}=${text} is no whole number.`);
  return Number(text);
}

function listOf(text: string | undefined): string[] {
  return (text ?? "").split(",").filter((part) => part !== "");
}

function requireKnown(uri: UriParts, known: string[]): void {
  const unknown = [...uri.query.keys()].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new UsageError(
    `A ${uri.scheme}:// address takes no ${unknown.join(", ")}; it takes ${known.join(", ")}.`,
  );
}
