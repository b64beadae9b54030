import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { parseJdbcParams, sslModeField, type ConnectionSettings } from "@/connectors/sdk/postgres/settings";
import { tunnelField } from "@/connectors/sdk/network/tunnel-config";

const configSchema = z.object({
  host: z.string().trim().min(1, "a host name or address is needed").meta({
    title: "Host",
    description: "Host name or address of the server.",
    order: 0,
    group: "connection",
  }),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(5432)
    .meta({
      title: "Port",
      description: "Port of the server.",
      examples: ["5432"],
      always_show: true,
      order: 1,
      group: "connection",
    }),
  database: z.string().min(1, "a database name is needed").meta({
    title: "DB Name",
    description: "Name of the database.",
    order: 2,
    group: "connection",
  }),
  schema: z
    .string()
    .min(1, "a schema is needed")
    .default("public")
    .meta({
      title: "Default Schema",
      description: "Where tables go unless the connection names a namespace. It is created if it is missing.",
      examples: ["public"],
      order: 3,
      group: "connection",
    }),
  username: z.string().min(1, "a user name is needed").meta({
    title: "User",
    description: "The user to connect as.",
    order: 4,
    group: "connection",
  }),
  password: z.string().optional().meta({
    title: "Password",
    description: "Password of the user.",
    airbyte_secret: true,
    order: 5,
    group: "connection",
  }),
  ssl: z.boolean().optional().meta({
    title: "SSL Connection",
    description: "Older form of the SSL mode; counts only where no SSL mode is set.",
    airbyte_hidden: true,
    order: 6,
    group: "security",
  }),
  ssl_mode: sslModeField(7).optional(),
  jdbc_url_params: z.string().optional().meta({
    title: "JDBC URL Params",
    description:
      "Further settings as key=value, separated by &. Used are connectTimeout (seconds) and options (-c name=value).",
    order: 8,
    group: "connection",
  }),
  raw_data_schema: z.string().min(1).default("airbyte_internal").meta({
    title: "Raw Table Schema Name",
    description: "Where the tables of streams without normalization go.",
    order: 9,
    group: "advanced",
  }),
  disable_type_dedupe: z.boolean().default(false).meta({
    title: "Disable Final Tables",
    description: "Read for compatibility: choose normalization and sync mode for each stream instead.",
    airbyte_hidden: true,
    order: 10,
    group: "advanced",
  }),
  drop_cascade: z.boolean().default(false).meta({
    title: "Drop tables with CASCADE",
    description:
      "Drops views and whatever else depends on a table together with it. Without it, dependent objects keep the table in place.",
    order: 11,
    group: "advanced",
  }),
  unconstrained_number: z.boolean().default(false).meta({
    title: "Unconstrained numeric columns",
    description: "Read for compatibility: numeric columns are always unconstrained.",
    airbyte_hidden: true,
    order: 12,
    group: "advanced",
  }),
  tunnel_method: tunnelField(13),
});

export type PostgresDestinationConfig = z.output<typeof configSchema>;

export const spec = defineSpec({
  kind: "destination",
  id: "postgres",
  definitionId: "25c5221d-dce2-4163-ade9-739ef790f503",
  title: "PostgreSQL",
  summary: "Writes tables of a PostgreSQL database, in one transaction with its checkpoints.",
  icon: "postgresql",
  config: configSchema,
});

export function connectionSettings(config: PostgresDestinationConfig): ConnectionSettings {
  const { host, port, database, username, password = "" } = config;
  const older = config.ssl === undefined ? "prefer" : config.ssl ? "require" : "disable";
  return {
    host,
    port,
    database,
    username,
    password,
    sslMode: config.ssl_mode ?? { mode: older },
    tunnel: config.tunnel_method,
    params: parseJdbcParams(config.jdbc_url_params),
  };
}
