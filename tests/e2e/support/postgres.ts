import { randomBytes } from "node:crypto";
import pg from "pg";

export interface JourneyDatabase {
  name: string;
  query(text: string): Promise<unknown[]>;
}

export interface TestServer {
  host: string;
  port: string;
  user: string;
  /** Off where the server trusts whoever comes: there a wrong user stands for a wrong password. */
  checksPasswords: boolean;
  source: JourneyDatabase;
  destination: JourneyDatabase;
  /** Whether the source's database takes new sessions of the user. */
  openSource(isOpen: boolean): Promise<void>;
  drop(): Promise<void>;
}

/** Two empty databases and a user who owns them, on the server of SLUICE_TEST_POSTGRES_URL. */
export async function testServer(password: string): Promise<TestServer> {
  const address = new URL(process.env.SLUICE_TEST_POSTGRES_URL ?? "");
  const suffix = randomBytes(4).toString("hex");
  const user = `sluice_e2e_${suffix}`;
  const names = { source: `sluice_e2e_shop_${suffix}`, destination: `sluice_e2e_copy_${suffix}` };
  await onServer(address, [
    `CREATE ROLE ${user} LOGIN PASSWORD ${pg.escapeLiteral(password)}`,
    `CREATE DATABASE ${names.source} OWNER ${user}`,
    `CREATE DATABASE ${names.destination} OWNER ${user}`,
  ]);
  const login = { host: address.hostname, port: Number(address.port || 5432), user };
  const open = (name: string, secret = password): JourneyDatabase => ({
    name,
    query: async (text) => {
      const client = new pg.Client({ ...login, password: secret, database: name });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end();
      }
    },
  });
  const refusesWrong = await open(names.source, "not-it")
    .query("SELECT 1")
    .then(
      () => false,
      () => true,
    );
  return {
    host: login.host,
    port: String(login.port),
    user,
    checksPasswords: refusesWrong,
    source: open(names.source),
    destination: open(names.destination),
    openSource: (isOpen) =>
      onServer(address, [
        isOpen
          ? `GRANT CONNECT ON DATABASE ${names.source} TO PUBLIC, ${user}`
          : `REVOKE CONNECT ON DATABASE ${names.source} FROM PUBLIC, ${user}`,
      ]),
    drop: () =>
      onServer(address, [
        `DROP DATABASE IF EXISTS ${names.source} WITH (FORCE)`,
        `DROP DATABASE IF EXISTS ${names.destination} WITH (FORCE)`,
        `DROP ROLE IF EXISTS ${user}`,
      ]),
  };
}

async function onServer(address: URL, statements: string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: address.toString() });
  await admin.connect();
  try {
    for (const statement of statements) await admin.query(statement);
  } finally {
    await admin.end();
  }
}

/** For the console's API: where the server is and who comes. `at` may lead there by way of a proxy. */
function login(server: TestServer, password: string, at: { host: string; port: string }): object {
  return {
    host: at.host,
    port: Number(at.port),
    username: server.user,
    password,
    ssl_mode: { mode: "disable" },
  };
}

/** What the API takes for a source that reads the server's first database. */
export function postgresSource(
  server: TestServer,
  password: string,
  at: { host: string; port: string } = server,
): object {
  return { sourceType: "postgres", database: server.source.name, ...login(server, password, at) };
}

/** What the API takes for a destination that writes to its second. */
export function postgresDestination(server: TestServer, password: string): object {
  return {
    destinationType: "postgres",
    database: server.destination.name,
    schema: "public",
    ...login(server, password, server),
  };
}
