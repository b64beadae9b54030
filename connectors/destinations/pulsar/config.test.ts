import { describe, expect, it } from "vitest";
import { serviceUrlOf } from "@/connectors/sdk/pulsar/settings";
import { spec } from "./config";

const parse = (more: object = {}) => spec.parse({ brokers: "one:6650,two:6650", ...more });

const overWebSocket = { brokers: "wss://one:8443", delivery: "at_least_once" };
const certificate = { type: "tls", certificate: "PEM", private_key: "PEM" };

describe("the configuration", () => {
  it("takes one of Airbyte's as it is", () => {
    const config = parse({
      ...{ use_tls: false, topic_type: "persistent", topic_tenant: "public", topic_namespace: "default" },
      ...{
        topic_pattern: "{namespace}.{stream}.sample",
        topic_test: "test.topic",
        producer_name: "airbyte-producer",
      },
      ...{
        producer_sync: false,
        compression_type: "NONE",
        send_timeout_ms: 30_000,
        max_pending_messages: 1000,
      },
      ...{
        max_pending_messages_across_partitions: 50_000,
        batching_enabled: true,
        batching_max_messages: 1000,
      },
      ...{ batching_max_publish_delay: 1, block_if_queue_full: false },
    });
    expect(config).toMatchObject({
      compression_type: "NONE",
      producer_name: "airbyte-producer",
      topic_test: "test.topic",
    });
  });

  it("is exactly-once and Avro unless it says otherwise", () => {
    expect(parse()).toMatchObject({
      delivery: "transactions",
      record_format: "avro",
      authentication: { type: "none" },
    });
  });

  it("empties topics over WebSocket by the admin interface behind the same port", () => {
    expect(parse({ ...overWebSocket, overwrite: "truncate" })).toMatchObject({ admin_url: "" });
  });

  it("keeps what opens the broker to itself", () => {
    expect(spec.secrets).toEqual([
      ["authentication", "token"],
      ["authentication", "password"],
      ["authentication", "private_key"],
      ["write_authentication", "api_key"],
    ]);
  });

  it.each([
    [{ topic_type: "non-persistent" }, /kept nowhere/],
    [{ overwrite: "truncate" }, /admin_url/],
    [{ admin_url: "localhost:8080" }, /http/],
    [{ topic_pattern: "{stream}/{user}" }, /topic_pattern/],
    [{ topic_namespace: "a/b" }, /Namespace/],
    [{ authentication: { type: "token" } }, /token/],
    [{ compression_type: "GZIP" }, /compression_type/],
    [{ brokers: "ws://one:8080" }, /WebSocket has no transactions. Choose at_least_once/],
    [{ ...overWebSocket, authentication: certificate }, /not shown a client certificate/],
  ])("refuses %j", (more, says) => {
    expect(() => parse(more)).toThrow(says);
  });
});

describe("the service URL", () => {
  it("has the scheme that is asked for, unless the brokers name one", () => {
    expect(serviceUrlOf(parse())).toBe("pulsar://one:6650,two:6650");
    expect(serviceUrlOf(parse({ use_tls: true }))).toBe("pulsar+ssl://one:6650,two:6650");
    expect(serviceUrlOf(parse({ brokers: "pulsar+ssl://tcp.example.com:6651" }))).toBe(
      "pulsar+ssl://tcp.example.com:6651",
    );
  });
});
