import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { quoteAccount, quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { type ConnectionSettings, parseJdbcParams } from "@/connectors/sdk/mysql/settings";
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
    .default(3306)
    .meta({
      title: "Port",
      description: "Port of the server.",
      examples: ["3306"],
      always_show: true,
      order: 1,
      group: "connection",
    }),
  database: z.string().min(1, "a database name is needed").meta({
    title: "DB Name",
    description: "Where tables go unless the connection names a namespace, and Sluice's own tables.",
    order: 2,
    group: "connection",
  }),
  username: z.string().min(1, "a user name is needed").meta({
    title: "User",
    description: "The user to connect as.",
    order: 3,
    group: "connection",
  }),
  password: z.string().optional().meta({
    title: "Password",
    description: "Password of the user.",
    airbyte_secret: true,
    order: 4,
    group: "connection",
  }),
  ssl: z.boolean().optional().meta({
    title: "SSL Connection",
    description:
      "On: encrypts always. Off: never. Left open: encrypts where the server can. The certificate is not looked at.",
    order: 5,
    group: "security",
  }),
  jdbc_url_params: z.string().optional().meta({
    title: "JDBC URL Params",
    description:
      "Further settings as key=value, separated by &. Used are connectTimeout (milliseconds) and sessionVariables (name=value, separated by commas).",
    order: 6,
    group: "connection",
  }),
  raw_data_schema: z.string().min(1).optional().meta({
    title: "Raw table database",
    description:
      "Where the tables of streams without normalization go. Left open: beside the others. It is created if it is missing.",
    order: 7,
    group: "advanced",
  }),
  tunnel_method: tunnelField(8),
});

export type MySqlDestinationConfig = z.output<typeof configSchema>;

export const spec = defineSpec({
  kind: "destination",
  id: "mysql",
  definitionId: "ca81ee7c-3163-4246-af40-094cc31e5e42",
  title: "MySQL",
  summary: "Writes tables of a MySQL or MariaDB database, in one transaction with its checkpoints.",
  icon: "mysql",
  config: configSchema,
});

/** The one place that host and port come from. */
export function connectionSettings(config: MySqlDestinationConfig): ConnectionSettings {
  const { host, port, database, username, password = "" } = config;
  const mode = config.ssl === undefined ? "preferred" : config.ssl ? "required" : "disabled";
  return {
    host,
    port,
    database,
    username,
    password,
    sslMode: { mode },
    params: parseJdbcParams(config.jdbc_url_params),
    tunnel: config.tunnel_method,
    grant: tableGrant(database, username),
  };
}

/** What an administrator runs so that tables of a database may be written. */
export function tableGrant(database: string, username: string): string {
  return `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX ON ${quoteIdentifier(database)}.* TO ${quoteAccount(username)}`;
}
