import { once } from "node:events";
import { connect } from "node:tls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithPulsar, type OwnBroker, patienceMs, startBroker } from "../support/pulsar/broker";

/** The broker and the reader that Pulsar's tests judge by. */
describeWithPulsar("a Pulsar broker of one's own", () => {
  let broker: OwnBroker;
  beforeAll(async () => {
    broker = await startBroker();
  }, patienceMs);
  afterAll(() => broker.process.remove());

  it("asks for a token, and knows the roles that it was told of", async () => {
    const namespace = await broker.createNamespace();
    const url = `${broker.adminUrl}/admin/v2/namespaces/${namespace}`;
    expect((await fetch(url)).status).toBe(401);
    const asGuest = { headers: { Authorization: `Bearer ${broker.tokenFor("guest")}` } };
    expect((await fetch(url, asGuest)).status).toBe(403);
    expect((await broker.admin("GET", `/namespaces/${namespace}`)).status).toBe(200);
  });

  it("shows a certificate of our own authority on its TLS port", async () => {
    const { port } = new URL(broker.tlsServiceUrl.replace("pulsar+ssl:", "https:"));
    const socket = connect({ host: "localhost", port: Number(port), ca: broker.ca });
    await once(socket, "secureConnect");
    expect(socket.authorized).toBe(true);
    socket.destroy();
  });

  it("keeps what it stored over a stop and over a crash", { timeout: patienceMs }, async () => {
    const topic = `persistent://${await broker.createNamespace()}/kept`;
    await broker.writeTopic(topic, [{ value: "first", key: "k", properties: { a: "1" } }]);
    await broker.process.restart();
    await broker.writeTopic(topic, [{ value: "second" }]);
    await broker.process.stop("SIGKILL");
    await broker.process.restart();
    const messages = await broker.readTopic(topic);
    expect(messages.map(({ key, value, properties }) => ({ key, value, properties }))).toEqual([
      { key: "k", value: encode("first"), properties: { a: "1" } },
      { key: null, value: encode("second"), properties: {} },
    ]);
  });

  it("is read with Avro's unions told by branch where that is asked for, plainly elsewhere", async () => {
    const topic = `${await broker.createNamespace()}/typed`;
    await sendTyped(topic, { at: { long: 1653473786000000 }, billing: null, name: { string: "Kings Park" } });
    const plain = await broker.readTopic(`persistent://${topic}`);
    expect(
      plain.map(({ value, schemaType, schemaVersion }) => ({ value, schemaType, schemaVersion })),
    ).toEqual([
      {
        value: { at: 1653473786000000, billing: null, name: "Kings Park" },
        schemaType: "AVRO",
        schemaVersion: "0",
      },
    ]);
    const [tagged] = await broker.readTopic(`persistent://${topic}`, { hasUnionTags: true });
    expect(tagged?.value).toEqual({
      at: { "long.timestamp-micros": 1653473786000000 },
      billing: null,
      name: { string: "Kings Park" },
    });
  });

  /** By the broker's REST API, which encodes JSON by an Avro schema. */
  async function sendTyped(topic: string, value: object): Promise<void> {
    await broker.admin("PUT", `/persistent/${topic}`);
    const response = await fetch(`${broker.adminUrl}/topics/persistent/${topic}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${broker.tokenFor("admin")}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        valueSchema: JSON.stringify({
          name: "",
          type: "AVRO",
          schema: encode(JSON.stringify(definition)),
          properties: {},
        }),
        messages: [{ payload: JSON.stringify(value) }],
      }),
    });
    expect(await response.json()).toMatchObject({ messagePublishResults: [{ errorCode: 0 }] });
  }
});

const definition = {
  type: "record",
  name: "Account",
  fields: [
    { name: "at", type: ["null", { type: "long", logicalType: "timestamp-micros" }], default: null },
    { name: "billing", type: ["null", { type: "record", name: "Billing", fields: [] }], default: null },
    { name: "name", type: ["null", "string"], default: null },
  ],
};

function encode(text: string): string {
  return Buffer.from(text).toString("base64");
}
