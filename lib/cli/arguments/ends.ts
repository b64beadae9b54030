import path from "node:path";
import type { Json, JsonObject } from "@/connectors/sdk";
import type { EndFacts } from "../sync/connection-id";
import { UsageError } from "../usage-error";
import { splitUri, type UriParts } from "./split-uri";
import { pathOf, requireKnown, type EndCall, type Role, type Surroundings } from "./end";
import { readBucket, readFiles } from "./file-ends";
import { expandVariables } from "./variables";

type Reader = (uri: UriParts, role: Role, around: Surroundings) => EndCall;

const readers: Record<string, Reader> = {
  postgres: readPostgres,
  postgresql: readPostgres,
  mysql: readMysql,
  mariadb: readMysql,
  duckdb: readDuckdb,
  file: readFiles,
  s3: readBucket,
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
  return {
    connector: "postgres",
    config,
    facts: { connector: "postgres", identity },
    namesSchema: schemas.length > 0,
  };
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
  return { connector: "mysql", config, facts: { connector: "mysql", identity }, namesSchema: true };
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
    namesSchema: schema !== undefined,
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

function numberOf(uri: UriParts, name: string): number | null {
  const text = uri.query.get(name);
  if (text === undefined) return null;
  if (!/^-?\d+$/.test(text)) throw new UsageError(`${name}=${text} is no whole number.`);
  return Number(text);
}

function listOf(text: string | undefined): string[] {
  return (text ?? "").split(",").filter((part) => part !== "");
}
