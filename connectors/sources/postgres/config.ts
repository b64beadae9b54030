import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";
import { type ConnectionSettings, parseJdbcParams, sslModeField } from "@/connectors/sdk/postgres/settings";
import { tunnelField } from "@/connectors/sdk/network/tunnel-config";

const xmin = z.object({ method: z.literal("Xmin").meta({ order: 0 }) }).meta({
  title: "Detect Changes with Xmin System Column",
  description:
    "New and changed rows are found by the transaction that wrote them: no cursor field is needed, and each run scans the whole table. Deleted rows are not noticed.",
});

const standard = z.object({ method: z.literal("Standard").meta({ order: 0 }) }).meta({
  title: "Scan Changes with User Defined Cursor",
  description:
    "New and changed rows are found by a column that only grows, such as an id or a time of change.",
});

const replicationMethod = z
  .discriminatedUnion("method", [xmin, standard], {
    error: ({ input }) =>
      `${JSON.stringify((input as { method?: unknown } | null)?.method ?? input)} is not offered: choose "Standard", which finds changes by a cursor field, or "Xmin", which needs none`,
  })
  .default({ method: "Standard" })
  .meta({ title: "Update Method", group: "advanced", order: 8 });

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
    .default(5432)
    .meta({
      title: "Port",
      description: "Port of the server.",
      examples: ["5432"],
      order: 1,
      group: "db",
      always_show: true,
    }),
  database: z.string().min(1, "a database name is needed").meta({
    title: "Database Name",
    description: "Name of the database.",
    order: 2,
    group: "db",
  }),
  schemas: z.array(z.string().min(1)).default(["public"]).meta({
    title: "Schemas",
    description: "The schemas to read from; capitals count. None: all but the system's own.",
    order: 3,
    group: "db",
  }),
  username: z.string().min(1, "a user name is needed").meta({
    title: "Username",
    description: "The user to connect as. The right to SELECT is enough.",
    order: 4,
    group: "auth",
  }),
  password: z.string().optional().meta({
    title: "Password",
    description: "Password of the user.",
    airbyte_secret: true,
    order: 5,
    group: "auth",
    always_show: true,
  }),
  jdbc_url_params: z.string().optional().meta({
    title: "JDBC URL Parameters (Advanced)",
    description:
      "Further settings as key=value, separated by &. Used are connectTimeout (seconds), ApplicationName and options (-c name=value).",
    order: 6,
    group: "advanced",
  }),
  ssl_mode: sslModeField(7).optional(),
  replication_method: replicationMethod,
  tunnel_method: tunnelField(9),
  parallel_ranges: z.int().min(1).max(16).default(1).meta({
    title: "Parallel Ranges",
    description:
      "In how many ranges of its primary key a full refresh reads a large table side by side. Each range is read at an instant of its own; 1 reads every table as it is at one instant.",
    order: 10,
    group: "advanced",
  }),
});

export type PostgresSourceConfig = z.output<typeof configSchema>;

export const spec = defineSpec({
  kind: "source",
  id: "postgres",
  definitionId: "decd338e-5647-4c0b-adf4-da0e75f5a750",
  title: "PostgreSQL",
  summary: "Reads tables and views of a PostgreSQL database.",
  icon: "postgresql",
  config: configSchema,
});

export function connectionSettings(config: PostgresSourceConfig): ConnectionSettings {
  const { host, port, database, username, password = "" } = config;
  return {
    host,
    port,
    database,
    username,
    password,
    sslMode: config.ssl_mode ?? { mode: "prefer" },
    tunnel: config.tunnel_method,
    params: parseJdbcParams(config.jdbc_url_params),
  };
}
