import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestAuthority } from "@/tests/support/certificates";
import { describeWithPulsar, sharedBroker, type TestBroker } from "@/tests/support/pulsar/broker";
import { certifiedRole } from "@/tests/support/pulsar/broker-process";
import { AuthError, ConfigError } from "../errors";
import { openPulsarClient } from "./client";
import { clientOptions } from "./testing/client-options";
import { MockBroker } from "./testing/mock-broker";
import type { Authentication, ClientOptions, PulsarClient, TlsTrust } from "./types";

const clients: PulsarClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
});

async function connect(serviceUrl: string, more: Partial<ClientOptions>): Promise<PulsarClient> {
  const client = await openPulsarClient(clientOptions(serviceUrl, { operationTimeoutMs: 5_000, ...more }));
  clients.push(client);
  return client;
}
const trusting = (ca: string): TlsTrust => ({ ca, verifyHostname: true, allowInsecure: false });

describeWithPulsar("connections to a broker that asks who it is", () => {
  let broker: TestBroker;
  let namespace: string;
  let topics = 0;

  beforeAll(async () => {
    broker = sharedBroker();
    namespace = await broker.createNamespace();
    for (const role of [certifiedRole, broker.basic.username])
      await broker.admin("POST", `/namespaces/${namespace}/permissions/${role}`, ["produce"]);
  });
  afterAll(() => broker.dropNamespace(namespace));

  const token = (role = "admin"): Authentication => ({ type: "token", token: () => broker.tokenFor(role) });
  const tls = (): TlsTrust => trusting(broker.ca);
  const certificate = (): Authentication => ({
    type: "tls",
    certificate: readFileSync(broker.clientCertificateFile, "utf8"),
    privateKey: readFileSync(broker.clientKeyFile, "utf8"),
  });

  async function write(client: PulsarClient): Promise<void> {
    const topic = `persistent://${namespace}/t${++topics}`;
    const producer = await client.createProducer({ topic });
    await producer.send({ value: Buffer.from("x") });
    await producer.flush();
    expect(await broker.readTopic(topic)).toHaveLength(1);
  }

  it("are refused with a token that is none, or has expired, or without one", async () => {
    const refusedBy = (text: string) =>
      connect(broker.serviceUrl, { authentication: { type: "token", token: () => text } });
    await expect(refusedBy("nonsense")).rejects.toThrow(AuthError);
    await expect(refusedBy("nonsense")).rejects.not.toThrow(/nonsense/);
    await expect(refusedBy(broker.tokenFor("admin", new Date(0)))).rejects.toThrow(AuthError);
    await expect(connect(broker.serviceUrl, {})).rejects.toThrow(AuthError);
  });

  it("are refused a producer for roles that may not produce", async () => {
    await broker.admin("POST", `/namespaces/${namespace}/permissions/reader`, ["consume"]);
    for (const role of ["stranger", "reader"]) {
      const client = await connect(broker.serviceUrl, { authentication: token(role) });
      const refused = client.createProducer({ topic: `persistent://${namespace}/refused` });
      await expect(refused).rejects.toThrow(AuthError);
      await expect(refused).rejects.toThrow(/Grant the role the right/);
    }
  });

  it("write with the right to produce, and no other", async () => {
    await broker.admin("POST", `/namespaces/${namespace}/permissions/writer`, ["produce"]);
    await write(await connect(broker.serviceUrl, { authentication: token("writer") }));
  });

  it("are asked for a new token when the old one expires, and go on", async () => {
    let asked = 0;
    const expiring = () => {
      asked++;
      return broker.tokenFor("admin", new Date(Date.now() + (asked <= 2 ? 2_000 : 60_000)));
    };
    const options = clientOptions(broker.serviceUrl, { authentication: { type: "token", token: expiring } });
    const client = await openPulsarClient(options);
    clients.push(client);
    const producer = await client.createProducer({ topic: `persistent://${namespace}/expiring` });
    await expect.poll(() => asked, { timeout: 20_000 }).toBeGreaterThan(3);
    await producer.send({ value: Buffer.from("later") });
    await producer.flush();
    expect(options.lines.filter(({ message }) => message.includes("connects again"))).toEqual([]);
  });

  it("write through TLS, with an authority of their own", async () => {
    await write(await connect(broker.tlsServiceUrl, { authentication: token(), tls: tls() }));
  });

  it("write as who their certificate says", async () => {
    await write(await connect(broker.tlsServiceUrl, { authentication: certificate(), tls: tls() }));
  });

  it("write by name and password, with and without TLS", async () => {
    const authentication: Authentication = { type: "basic", ...broker.basic };
    await write(await connect(broker.serviceUrl, { authentication }));
    await write(await connect(broker.tlsServiceUrl, { authentication, tls: tls() }));
  });

  it("are refused with a wrong password, without the password in the words", async () => {
    const authentication: Authentication = { type: "basic", username: "basic", password: "wr0ng" };
    const refused = connect(broker.serviceUrl, { authentication });
    await expect(refused).rejects.toThrow(AuthError);
    await expect(refused).rejects.not.toThrow(/wr0ng/);
  });

  it("trust nobody by themselves, and anybody where they are told to", async () => {
    const refused = connect(broker.tlsServiceUrl, { authentication: token() });
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(/give the CA certificate that signed it/);
    const insecure = { verifyHostname: false, allowInsecure: true };
    await write(await connect(broker.tlsServiceUrl, { authentication: token(), tls: insecure }));
  });

  it("say so where a certificate is shown without TLS", async () => {
    const refused = connect(broker.serviceUrl, { authentication: certificate() });
    await expect(refused).rejects.toThrow(/needs TLS: write pulsar\+ssl/);
  });

  it("say so where a port without TLS is spoken to with it", async () => {
    const url = broker.serviceUrl.replace("pulsar://", "pulsar+ssl://");
    await expect(connect(url, { authentication: token(), tls: tls() })).rejects.toThrow(
      /pulsar:\/\/ or pulsar\+ssl:\/\//,
    );
  });

  it("go on at the next host where the first does not answer", async () => {
    const gone = await MockBroker.start();
    await gone.stop();
    const url = `${gone.url},${broker.serviceUrl.replace("pulsar://", "")}`;
    await write(await connect(url, { authentication: token() }));
  });
});

describe("a server's certificate", () => {
  let authority: TestAuthority;
  let broker: MockBroker;
  beforeEach(() => {
    authority = TestAuthority.create("an authority");
  });
  afterEach(async () => {
    await broker.stop();
    authority.remove();
  });

  async function serve(names: string[], expired = false): Promise<void> {
    const { certificate: cert, key } = authority.issue({ commonName: "broker", names, expired });
    broker = await MockBroker.start({ cert, key });
  }

  it("is taken for the host that it names", async () => {
    await serve(["IP:127.0.0.1"]);
    expect(
      await (await connect(broker.url, { tls: trusting(authority.certificate) })).partitionsOf(topic),
    ).toBe(0);
  });

  it("is refused for another host, unless the host does not count", async () => {
    await serve(["DNS:elsewhere.example"]);
    const tls = trusting(authority.certificate);
    await expect(connect(broker.url, { tls })).rejects.toThrow(/names another host/);
    const loose = { ...tls, verifyHostname: false };
    expect(await (await connect(broker.url, { tls: loose })).partitionsOf(topic)).toBe(0);
  });

  it("is refused when it has expired", async () => {
    await serve(["IP:127.0.0.1"], true);
    const refused = connect(broker.url, { tls: trusting(authority.certificate) });
    await expect(refused).rejects.toThrow(/expired: renew it/);
  });

  it("cannot be looked at with an authority that is no certificate", async () => {
    await serve(["IP:127.0.0.1"]);
    const refused = connect(broker.url, {
      authentication: { type: "tls", certificate: "nonsense", privateKey: "nonsense" },
      tls: trusting(authority.certificate),
    });
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toThrow(/in PEM form/);
  });
});

const topic = "persistent://public/default/t";
