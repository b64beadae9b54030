import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { quoteAccount, quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { type ConnectionSettings, parseJdbcParams, sslModeField } from "@/connectors/sdk/mysql/settings";
import { tunnelField } from "@/connectors/sdk/network/tunnel-config";

const method = z.literal("STANDARD", {
  error: ({ input }) =>
    `${JSON.stringify(input)} is not offered: choose "STANDARD", which finds changes by a cursor field`,
});

const standard = z.object({ method: method.meta({ order: 0 }) }).meta({
  title: "Scan Changes with User Defined Cursor",
  description:
    "New and changed rows are found by a column that only grows, such as an id or a time of change.",
});

const replicationMethod = z
  .union([standard])
  .default({ method: "STANDARD" })
  .meta({ title: "Update Method", group: "advanced", order: 7 });

const configSchema = z.object({
  host: z.string().trim().min(1, "a host name or address is needed").meta({
    title: "Host",
    description: "Host name or address of the server.",
    order: 0,
    group: "db",
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
      order: 1,
      group: "db",
      always_show: true,
    }),
  database: z.string().min(1, "a database name is needed").meta({
    title: "Database",
    description: "The database whose tables and views are read.",
    order: 2,
    group: "db",
  }),
  username: z.string().min(1, "a user name is needed").meta({
    title: "User",
    description: "The user to connect as. The right to SELECT is enough.",
    order: 3,
    group: "auth",
  }),
  password: z.string().optional().meta({
    title: "Password",
    description: "Password of the user.",
    airbyte_secret: true,
    order: 4,
    group: "auth",
    always_show: true,
  }),
  jdbc_url_params: z.string().optional().meta({
    title: "JDBC URL Parameters (Advanced)",
    description:
      "Further settings as key=value, separated by &. Used are connectTimeout (milliseconds), tinyInt1isBit (false: tinyint(1) is a number) and sessionVariables (name=value, separated by commas).",
    order: 5,
    group: "advanced",
  }),
  ssl_mode: sslModeField(6).optional(),
  tunnel_method: tunnelField(8),
  replication_method: replicationMethod,
});

export type MySqlSourceConfig = z.output<typeof configSchema>;

export const spec = defineSpec({
  kind: "source",
  id: "mysql",
  definitionId: "435bb9a5-7887-4809-aa58-28c27df0d7ad",
  title: "MySQL",
  summary: "Reads tables and views of a MySQL or MariaDB database.",
  icon: "mysql",
  config: configSchema,
});

/** The one place that host and port come from. */
export function connectionSettings(config: MySqlSourceConfig): ConnectionSettings {
  const { host, port, database, username, password = "" } = config;
  return {
    host,
    port,
    database,
    username,
    password,
    sslMode: config.ssl_mode ?? { mode: "preferred" },
    params: parseJdbcParams(config.jdbc_url_params),
    tunnel: config.tunnel_method,
    grant: selectGrant(config),
  };
}

/** What an administrator runs so that the database may be read. */
export function selectGrant({ database, username }: { database: string; username: string }): string {
  return `GRANT SELECT ON ${quoteIdentifier(database)}.* TO ${quoteAccount(username)}`;
}
