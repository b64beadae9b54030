import { ConfigError, type Context } from "@/connectors/sdk";
import { createCsvFormat } from "@/connectors/sdk/files/csv/format";
import type { FileFormat } from "@/connectors/sdk/files/format";
import { createJsonFormat } from "@/connectors/sdk/files/json/table";
import { createParquetFormat } from "@/connectors/sdk/files/parquet/format";
import { readingVersion } from "@/connectors/sdk/files/read-rows";
import { parseCsvOptions, parseJsonOptions } from "@/connectors/sdk/files/reader-options";
import { S3Client } from "@/connectors/sdk/files/s3/client";
import { createPathFilter } from "@/connectors/sdk/files/set/glob";
import type { FileSet } from "@/connectors/sdk/files/set/list";
import { createS3Storage } from "@/connectors/sdk/files/set/s3-storage";
import { createTextFormat } from "@/connectors/sdk/files/text-format";
import { readingKey } from "@/connectors/sdk/reading-key";
import type { S3SourceConfig, S3StreamConfig } from "./config";
import type { StreamFormat } from "./formats";

/** The objects of one stream. */
export function fileSetOf(config: S3SourceConfig, stream: S3StreamConfig, ctx: Context): FileSet {
  const globs = stream.globs.map((glob) => (stream.legacy_prefix ?? "") + glob);
  return {
    storage: createS3Storage(clientOf(config, ctx)),
    filter: createPathFilter(globs),
    globs,
    startMs: config.start_date === undefined ? null : Date.parse(config.start_date),
    format: formatOf(stream.format, stream.schemaless),
    reads: readingKey(
      readingVersion,
      [config.endpoint, config.bucket],
      globs,
      stream.format,
      stream.schemaless,
    ),
  };
}

export function streamOf(config: S3SourceConfig, name: string): S3StreamConfig {
  const found = config.streams.find((stream) => stream.name === name);
  if (found) return found;
  throw new ConfigError(`The source has no stream "${name}" any more. Add it again, or refresh the schema.`, {
    field: ["streams"],
  });
}

function clientOf(config: S3SourceConfig, ctx: Context): S3Client {
  const { aws_access_key_id: accessKeyId, aws_secret_access_key: secretAccessKey } = config;
  return new S3Client(
    {
      bucket: config.bucket,
      credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
      region: config.region_name,
      endpoint: config.endpoint === "" ? null : config.endpoint,
      fields: { bucket: "bucket", endpoint: "endpoint", key: "aws_access_key_id", region: "region_name" },
    },
    ctx,
  );
}

function formatOf(format: StreamFormat, asDocuments: boolean): FileFormat {
  switch (format.filetype) {
    case "csv":
      return csvFormat(format, asDocuments);
    case "jsonl":
      return createTextFormat(createJsonFormat({ ...parseJsonOptions(undefined), lines: true }, asDocuments));
    case "parquet":
      return createParquetFormat({
        maxRows: Infinity,
        allowsMissing: true,
        asDocuments,
        decimalsAsFloats: format.decimal_as_float,
      });
  }
}

function csvFormat(format: Extract<StreamFormat, { filetype: "csv" }>, asDocuments: boolean): FileFormat {
  const { header_definition: header, escape_char: escape } = format;
  const options = parseCsvOptions(
    JSON.stringify({
      sep: format.delimiter,
      quotechar: format.quote_char,
      escapechar: escape === undefined || escape === "" ? null : escape,
      doublequote: format.double_quote,
      encoding: format.encoding,
      na_values: format.null_values,
      skiprows: format.skip_rows_before_header,
      header: header.header_definition_type === "From CSV" ? 0 : null,
      ...(header.header_definition_type === "User Provided" ? { names: header.column_names } : {}),
      ...(format.inference_type === "None" ? { dtype: "string" } : {}),
    }),
  );
  return createTextFormat(
    createCsvFormat(options, {
      allowsMissing: true,
      asDocuments,
      rowsToSkip: format.skip_rows_after_header,
      nameColumn: (index) => `f${index}`,
    }),
  );
}
