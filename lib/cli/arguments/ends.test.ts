import { describe, expect, it } from "vitest";
import { redactText } from "@/lib/secrets/redact";
import { UsageError } from "../usage-error";
import type { Surroundings } from "./end";
import { readEnd } from "./ends";

const around: Surroundings = {
  folder: "/srv/here",
  variables: { SRC_PASSWORD: "from/the?env", PGPASSWORD: "from-pg" },
  username: "caller",
  readFile: (file) => `content of ${file}`,
};

const source = (uri: string, more: Partial<Surroundings> = {}) =>
  readEnd(uri, "source", { ...around, variables: {}, ...more });
const destination = (uri: string) => readEnd(uri, "destination", { ...around, variables: {} });

describe("a postgres:// address", () => {
  it("names server, database and user, with PostgreSQL's own defaults", () => {
    expect(source("postgres://ann@db.example.com:6543/shop").config).toEqual({
      host: "db.example.com",
      port: 6543,
      database: "shop",
      username: "ann",
      schemas: [],
    });
    expect(source("postgresql://").config).toMatchObject({
      host: "localhost",
      port: 5432,
      database: "caller",
      username: "caller",
    });
  });

  it.each([
    ["postgres://u:p%40ss%3Aw%2Frd%3F%23@h/d", "p@ss:w/rd?#"],
    ["postgres://u:p@ss:word@h/d", "p@ss:word"],
    ["postgres://u:%25%20%C3%A9@h/d", "% é"],
    ["postgres://u:a+b#c@h/d", "a+b#c"],
    ["postgres://u:@h/d", ""],
  ])("takes passwords with whatever characters: %s", (uri, password) => {
    expect(source(uri).config).toMatchObject({ host: "h", database: "d", username: "u", password });
  });

  it("takes an IPv6 address in brackets", () => {
    expect(source("postgres://u:p@[2001:db8::1]:5433/d").config).toMatchObject({
      host: "2001:db8::1",
      port: 5433,
    });
    expect(source("postgres://[::1]/d").config).toMatchObject({ host: "::1", port: 5432 });
  });

  it.each(["postgres://u@%2Fvar%2Frun%2Fpostgresql/d", "postgres://u@/d?host=/var/run/postgresql"])(
    "takes the folder of a Unix socket: %s",
    (uri) => {
      expect(source(uri).config).toMatchObject({ host: "/var/run/postgresql", database: "d", username: "u" });
    },
  );

  it("takes schemas: any number to read from, one to write to", () => {
    expect(source("postgres://h/d?schema=sales,Stock").config).toMatchObject({ schemas: ["sales", "Stock"] });
    expect(destination("postgres://h/d?schema=lake").config).toMatchObject({ schema: "lake" });
    expect(destination("postgres://h/d").config).toMatchObject({ schema: "public" });
    expect(() => destination("postgres://h/d?schema=a,b")).toThrow(/one schema/);
  });

  it("takes libpq's parameters, certificates as files from where the command was called", () => {
    const uri =
      "postgres://h/d?sslmode=verify-full&sslrootcert=ca.pem&connect_timeout=3&application_name=nightly";
    expect(source(uri).config).toMatchObject({
      ssl_mode: { mode: "verify-full", ca_certificate: "content of /srv/here/ca.pem" },
      jdbc_url_params: "connectTimeout=3&ApplicationName=nightly",
    });
  });

  it("takes a password from PGPASSWORD where it names none, and any part from a variable", () => {
    expect(source("postgres://u@h/d", around).config).toMatchObject({ password: "from-pg" });
    expect(source("postgres://u:${SRC_PASSWORD}@h/d", around).config).toMatchObject({
      password: "from/the?env",
    });
    expect(redactText("it was from/the?env")).toBe("it was ***");
    expect(() => source("postgres://u:${NOT_SET}@h/d", around)).toThrow(/NOT_SET/);
  });

  it.each([
    ["postgres://u:p/w@h/d", /%2F/],
    ["postgres://u:100%@h/d", /%25/],
    ["postgres://h:99999/d", /65535/],
    ["postgres://a,b/d", /one server/],
    ["postgres://h/d?ssl=true", /takes no ssl.*sslmode/],
    ["not a uri", /no URI/],
    ["gopher://h/d", /gopher.*postgres:\/\/.*--config/],
  ])("is refused with what to write instead: %s", (uri, says) => {
    expect(() => source(uri)).toThrow(UsageError);
    expect(() => source(uri)).toThrow(says);
  });

  it("never shows a password in what it refuses", () => {
    for (const uri of [
      "postgres://u:s3cret/x@h/d",
      "postgres://u:s3cret%@h/d",
      "postgres://u:s3cret@h/d?x=1",
    ]) {
      expect(() => source(uri)).toThrow(
        expect.not.objectContaining({ message: expect.stringContaining("s3cret") }),
      );
    }
  });

  it("is the same place whoever goes there and however", () => {
    const { facts } = source("postgres://ann:secret@DB.example.com/shop?sslmode=require");
    expect(source("postgres://ben@db.example.com:5432/shop?schema=sales").facts).toEqual(facts);
    expect(JSON.stringify(facts)).not.toMatch(/secret|ann/);
    expect(source("postgres://db.example.com/other").facts).not.toEqual(facts);
  });
});

describe("other addresses", () => {
  it("name a DuckDB file, relative to where the command was called or not", () => {
    const absolute = { destination_path: "/data/lake.duckdb" };
    expect(destination("duckdb:///data/lake.duckdb")).toMatchObject({
      connector: "duckdb",
      config: absolute,
    });
    for (const uri of ["duckdb:lake.duckdb", "duckdb://lake.duckdb", "duckdb:./lake.duckdb"])
      expect(destination(uri).config).toEqual({ destination_path: "/srv/here/lake.duckdb" });
    expect(() => destination("duckdb:")).toThrow(/Name a path/);
  });

  it("name a DuckDB file to read, all of it or some of its schemas", () => {
    expect(source("duckdb:///data/lake.duckdb")).toMatchObject({
      connector: "duckdb",
      config: { database_path: "/data/lake.duckdb", schemas: [] },
    });
    expect(source("duckdb:lake.duckdb?schemas=main,sales").config).toEqual({
      database_path: "/srv/here/lake.duckdb",
      schemas: ["main", "sales"],
    });
  });

  it("name a file to read, by whose ending its format is known", () => {
    expect(source("file:///data/orders.csv.gz")).toMatchObject({
      connector: "file",
      config: {
        dataset_name: "orders",
        format: "csv",
        url: "/data/orders.csv.gz",
        provider: { storage: "local" },
      },
    });
    expect(source("file:events.ndjson").config).toMatchObject({
      format: "jsonl",
      url: "/srv/here/events.ndjson",
    });
    expect(source("file:data.txt?format=csv&name=sales").config).toMatchObject({ dataset_name: "sales" });
    expect(() => source("file:data.txt")).toThrow(/\?format=/);
  });

  it.each([
    ["file:///data/orders-2026-*.csv.gz", "csv", "orders-2026", "/data/orders-2026-*.csv.gz"],
    ["file:///data/in/*.parquet", "parquet", "in", "/data/in/*.parquet"],
    ["file:///data/{a,b}/**/*.ndjson", "jsonl", "data", "/data/{a,b}/**/*.ndjson"],
    ["file:in/?format=jsonl", "jsonl", "in", "/srv/here/in/**"],
    ["file:///*.csv", "csv", "files", "/*.csv"],
  ])("name many files that are one stream: %s", (uri, format, name, url) => {
    expect(source(uri)).toMatchObject({
      connector: "file",
      config: { dataset_name: name, format, url, provider: { storage: "local" } },
    });
  });

  it("say how a file is written, beside what its ending says", () => {
    const optionsOf = (uri: string) => JSON.parse(source(uri).config.reader_options as string) as unknown;
    expect(optionsOf('file:in.csv?reader_options={"sep":";","encoding":"latin1"}')).toEqual({
      sep: ";",
      encoding: "latin1",
    });
    expect(optionsOf("file:in.tsv?reader_options=%7B%22header%22%3Anull%7D")).toEqual({
      sep: "\t",
      header: null,
    });
    for (const bad of ["sep=;", "[1]", "", '"x"'])
      expect(() => source(`file:in.csv?reader_options=${bad}`)).toThrow(/reader_options is no JSON object/);
  });

  it("name a folder to write to", () => {
    expect(destination("file:///out/?format=csv&compression=gzip")).toMatchObject({
      connector: "local-files",
      config: { destination_path: "/out", format: { format_type: "CSV", compression: "gzip" } },
    });
    expect(destination("file:///out/?format=parquet&compression=zstd")).toMatchObject({
      config: { format: { format_type: "Parquet", compression_codec: "ZSTD" } },
    });
  });

  it.each([
    ["file:///out/*.csv", "/out", { format_type: "CSV", compression: "none" }],
    ["file:///out/*.CSV.gz", "/out", { format_type: "CSV", compression: "gzip" }],
    ["file:lake/*.ndjson", "/srv/here/lake", { format_type: "JSONL", compression: "none" }],
    ["file:*.parquet", "/srv/here", { format_type: "Parquet", compression_codec: "SNAPPY" }],
    ["file:///out/*.parquet?compression=zstd", "/out", { format_type: "Parquet", compression_codec: "ZSTD" }],
  ])("name the files to write by their format: %s", (uri, folder, format) => {
    expect(destination(uri)).toMatchObject({
      connector: "local-files",
      config: { destination_path: folder, format },
      facts: { identity: { folder } },
    });
  });

  it("name the objects to write by their format", () => {
    const { config, facts } = destination("s3://bucket/lake/raw/*.parquet?region=eu-west-1");
    expect(config).toMatchObject({ s3_bucket_path: "lake/raw", format: { format_type: "Parquet" } });
    expect(facts.identity).toMatchObject({ prefix: "lake/raw" });
    expect(destination("s3://bucket/*.csv.gz").config).toMatchObject({
      s3_bucket_path: "",
      format: { format_type: "CSV", compression: { compression_type: "GZIP" } },
    });
  });

  it.each([
    ["file:///out/*.parquet.gz", /Write \*\.parquet\?compression=gzip\.$/],
    ["s3://bucket/in/*.PARQUET.gz", /Write \*\.parquet\?compression=gzip\.$/],
    [
      "file:///out/*.csv.gz?compression=none",
      /ends in \.gz and says \?compression=none\. Leave one of them out\./,
    ],
    ["s3://bucket/*.jsonl.gz?compression=zstd", /ends in \.gz and says \?compression=zstd/],
  ])("do not say two things of the compression: %s", (uri, message) => {
    expect(() => destination(uri)).toThrow(UsageError);
    expect(() => destination(uri)).toThrow(message);
  });

  it("may say the same of the compression twice", () => {
    expect(destination("file:///out/*.csv.gz?compression=GZIP").config).toMatchObject({
      format: { compression: "gzip" },
    });
  });

  it.each(["file:///out/orders.csv", "file:///out/*/x.csv", "file:///out/*.tsv", "s3://b/o-*.parquet"])(
    "do not name a single file, or some, to write: %s",
    (uri) => {
      expect(() => destination(uri)).toThrow(/To write, name a folder.*\/folder\/\*\.csv/);
    },
  );

  it("name a folder to write to that looks like a file", () => {
    expect(destination("file:///out/2026.csv/").config).toMatchObject({ destination_path: "/out/2026.csv" });
  });

  it("do not say two formats at once", () => {
    expect(() => destination("file:///out/*.csv?format=parquet")).toThrow(/\.csv and says \?format=parquet/);
  });

  it("say where rows go, if they do", () => {
    for (const uri of ["postgres://h/lake?schema=raw", "duckdb:lake.duckdb?schema=raw", "mysql://h/lake"])
      expect(destination(uri).namesSchema, uri).toBe(true);
    for (const uri of ["postgres://h/lake", "duckdb:lake.duckdb", "file:out/"])
      expect(destination(uri).namesSchema ?? false, uri).toBe(false);
  });

  it("name sample data", () => {
    expect(source("sample://?count=50&seed=7&always_updated=false").config).toEqual({
      count: 50,
      seed: 7,
      always_updated: false,
    });
    expect(source("sample://").config).toEqual({});
    expect(() => source("sample://?count=many")).toThrow(/count=many/);
  });

  it("name MySQL databases", () => {
    expect(source("mysql://u:p%40@h/shop")).toMatchObject({
      connector: "mysql",
      config: { host: "h", port: 3306, database: "shop", username: "u", password: "p@" },
    });
  });

  it.each([
    ["s3://bucket/in/orders.csv", "csv", "orders", "s3://bucket/in/orders.csv"],
    ["s3://bucket/in/*.jsonl.gz", "jsonl", "in", "s3://bucket/in/*.jsonl.gz"],
    ["s3://bucket/in/2026?format=csv", "csv", "2026", "s3://bucket/in/2026/**"],
    ["s3://bucket?format=parquet&name=all", "parquet", "all", "s3://bucket/**"],
    ["s3://bucket/?format=parquet", "parquet", "bucket", "s3://bucket/**"],
  ])("name objects of a bucket, which are one stream: %s", (uri, format, name, url) => {
    const variables = { AWS_ACCESS_KEY_ID: "env-key", AWS_SECRET_ACCESS_KEY: "env-secret" };
    const { connector, config, facts } = readEnd(
      `${uri}${uri.includes("?") ? "&" : "?"}region=eu-west-1`,
      "source",
      {
        ...around,
        variables,
      },
    );
    expect({ connector, config }).toEqual({
      connector: "file",
      config: {
        ...{ dataset_name: name, format, url },
        provider: {
          ...{ storage: "S3", region_name: "eu-west-1" },
          ...{ aws_access_key_id: "env-key", aws_secret_access_key: "env-secret" },
        },
      },
    });
    expect(JSON.stringify(facts)).not.toMatch(/env-/);
  });

  it("name a bucket to write to, with the key of the address before that of the environment", () => {
    const variables = { AWS_ACCESS_KEY_ID: "env-key", AWS_SECRET_ACCESS_KEY: "env-secret" };
    const write = (uri: string) => readEnd(uri, "destination", { ...around, variables }).config;
    expect(write("s3://bucket/out/2026?endpoint=http://localhost:9000&region=eu-west-1")).toEqual({
      s3_bucket_name: "bucket",
      s3_bucket_path: "out/2026",
      access_key_id: "env-key",
      secret_access_key: "env-secret",
      s3_endpoint: "http://localhost:9000",
      s3_bucket_region: "eu-west-1",
      format: {
        format_type: "JSONL",
        flattening: "Root level flattening",
        compression: { compression_type: "No Compression" },
      },
    });
    expect(write("s3://key:se%2Fcret@bucket?format=csv&compression=gzip")).toMatchObject({
      access_key_id: "key",
      secret_access_key: "se/cret",
      format: { format_type: "CSV", compression: { compression_type: "GZIP" } },
    });
    expect(write("s3://bucket?format=parquet&compression=zstd")).toMatchObject({
      format: { format_type: "Parquet", compression_codec: "ZSTD" },
    });
    expect(() => source("s3://bucket/in")).toThrow(/\?format=/);
  });
});
