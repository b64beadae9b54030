import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe } from "vitest";
import { type BrokerFacts, readBrokerFacts } from "./broker-facts";
import { BrokerProcess } from "./broker-process";
import { superUser } from "./broker-settings";
import {
  JavaClient,
  type MessageToWrite,
  type ReadMessage,
  type ReadOptions,
  type SchemaToWrite,
  type TypedMessage,
  type WriteOptions,
} from "./java-client";
import { mintToken } from "./tokens";

/** A folder that `prepare.sh` has prepared, and whose broker.json tells of the running broker that test files share. */
const home = process.env.SLUICE_TEST_PULSAR_HOME;

if (!home && process.env.CI) {
  throw new Error("SLUICE_TEST_PULSAR_HOME is not set: in CI no test of a server may be skipped.");
}

/** Suites that need a Pulsar broker; without SLUICE_TEST_PULSAR_HOME they are listed as skipped, by name. */
export const describeWithPulsar = describe.skipIf(!home);

/** For suites that start brokers: seconds on an idle machine, and minutes on one that runs everything else, too. */
export const patienceMs = 400_000;

export interface AdminAnswer {
  status: number;
  /** Parsed where it is JSON. */
  body: unknown;
}

/** A broker for tests, and what they look at it with: nothing of this is our own client. */
export interface TestBroker extends Readonly<BrokerFacts> {
  /** PEM of the authority behind `tlsServiceUrl`. */
  readonly ca: string;
  /** "admin" may do everything; other roles what they were granted. */
  tokenFor(role: string, expiresAt?: Date): string;
  /** A new namespace in the tenant `public`, as "public/name". */
  createNamespace(): Promise<string>;
  /** With all topics in it. */
  dropNamespace(namespace: string): Promise<void>;
  /** One request to the admin REST API as super user; `route` begins behind /admin/v2. */
  admin(method: string, route: string, body?: unknown): Promise<AdminAnswer>;
  /** All messages of a topic (persistent://tenant/namespace/name) as Pulsar's Java client reads them. */
  readTopic(topic: string, options?: ReadOptions): Promise<ReadMessage[]>;
  /** Messages without a schema, as Pulsar's Java client sends them. */
  writeTopic(topic: string, messages: MessageToWrite[], options?: WriteOptions): Promise<void>;
  /** Values of a schema, as Pulsar's Java client encodes, registers and sends them. */
  writeTyped(topic: string, schema: SchemaToWrite, messages: TypedMessage[]): Promise<void>;
}

/** A broker of one test file, which may be stopped and started. */
export interface OwnBroker extends TestBroker {
  readonly process: BrokerProcess;
}

/** The broker that all test files share; only inside of `describeWithPulsar`. */
export function sharedBroker(): TestBroker {
  return testBroker(readBrokerFacts(preparedHome()));
}

/** One more broker, empty, with further lines of configuration. `process.remove()` ends it. Takes about ten seconds. */
export async function startBroker(settings: Record<string, string> = {}): Promise<OwnBroker> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-pulsar-"));
  const broker = await BrokerProcess.start(preparedHome(), folder, settings);
  return { ...testBroker(broker.facts), process: broker };
}

function preparedHome(): string {
  if (!home) throw new Error("SLUICE_TEST_PULSAR_HOME is not set.");
  return home;
}

let client: JavaClient | undefined;

/** One for all brokers of a test file. */
function javaClient(): JavaClient {
  return (client ??= new JavaClient(preparedHome()));
}

function testBroker(facts: BrokerFacts): TestBroker {
  const tokenFor = (role: string, expiresAt?: Date) =>
    mintToken(Buffer.from(facts.tokenSecret, "base64"), role, expiresAt);
  const admin = async (method: string, route: string, body?: unknown): Promise<AdminAnswer> => {
    const response = await fetch(`${facts.adminUrl}/admin/v2${route}`, {
      method,
      headers: { Authorization: `Bearer ${tokenFor(superUser)}`, "Content-Type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: isJson(response) && text !== "" ? JSON.parse(text) : text };
  };
  const target = (topic: string) => ({ serviceUrl: facts.serviceUrl, token: tokenFor(superUser), topic });
  return {
    ...facts,
    ca: readFileSync(facts.caFile, "utf8"),
    tokenFor,
    admin,
    async createNamespace() {
      const namespace = `public/test-${randomBytes(6).toString("hex")}`;
      await expectDone(admin("PUT", `/namespaces/${namespace}`, {}), `create ${namespace}`);
      return namespace;
    },
    dropNamespace: (namespace) =>
      expectDone(admin("DELETE", `/namespaces/${namespace}?force=true`), `drop ${namespace}`),
    readTopic: (topic, options) => javaClient().read(target(topic), options),
    writeTopic: (topic, messages, options) => javaClient().write(target(topic), messages, options),
    writeTyped: (topic, schema, messages) => javaClient().writeTyped(target(topic), schema, messages),
  };
}

function isJson(response: Response): boolean {
  return response.headers.get("content-type")?.startsWith("application/json") ?? false;
}

async function expectDone(answer: Promise<AdminAnswer>, act: string): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`The broker did not ${act}: ${status} ${JSON.stringify(body)}`);
}
