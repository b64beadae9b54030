import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AuthError, ConfigError, TransientError } from "../errors";
import { Connections } from "./connections";
import type { ClientOptions } from "./types";
import { lookupKinds } from "./protocol-values";
import { clientOptions } from "./testing/client-options";
import { MockBroker, type Peer } from "./testing/mock-broker";

const topic = "persistent://public/default/t";

let broker: MockBroker;
const opened: Connections[] = [];
beforeEach(async () => {
  broker = await MockBroker.start();
});
afterEach(async () => {
  for (const connections of opened.splice(0)) connections.close();
  await broker.stop();
});

function connect(more: Partial<ClientOptions> = {}, serviceUrl = broker.url): Connections {
  const connections = new Connections(clientOptions(serviceUrl, more));
  opened.push(connections);
  return connections;
}

describe("signing in", () => {
  it.each<[string, ClientOptions["authentication"], { name?: string; data?: string }]>([
    ["nothing", { type: "none" }, {}],
    ["a token", { type: "token", token: () => "abc" }, { name: "token", data: "abc" }],
    [
      "a token that comes later",
      { type: "token", token: () => Promise.resolve("abc") },
      { name: "token", data: "abc" },
    ],
    ["basic", { type: "basic", username: "u", password: "p:w" }, { name: "basic", data: "u:p:w" }],
  ])("says who it is with %s", async (_, authentication, { name, data }) => {
    await connect({ authentication }).toService();
    const [asked] = broker.allOf("connect");
    expect(asked?.authMethodName).toBe(name);
    expect(asked?.authData && Buffer.from(asked.authData).toString()).toBe(data);
    expect(asked?.featureFlags?.supportsAuthRefresh).toBe(true);
    expect(asked?.protocolVersion).toBe(19);
  });

  it("throws AuthError where the broker refuses, without the token in it", async () => {
    broker.on("connect", (_, peer) =>
      peer.send("error", { requestId: 2n ** 64n - 1n, error: 3, message: "bad token" }),
    );
    const refused = connect({ authentication: { type: "token", token: () => "s3cret" } }).toService();
    await expect(refused).rejects.toThrow(AuthError);
    await expect(refused).rejects.toThrow(/bad token \(3\)\. Check the credentials/);
    await expect(refused).rejects.not.toThrow(/s3cret/);
  });

  it("asks for the token again when the broker challenges, and goes on", async () => {
    let asked = 0;
    const token = () => `token-${++asked}`;
    const connection = await connect({ authentication: { type: "token", token } }).toService();
    const [peer] = broker.peers;
    peer?.send("authChallenge", { challenge: { methodName: "token" } });
    await vi.waitFor(() => expect(broker.allOf("authResponse")).toHaveLength(1));
    const response = broker.allOf("authResponse")[0]?.response;
    expect(Buffer.from(response?.data ?? []).toString()).toBe("token-2");
    expect(connection.isLost).toBe(false);
  });

  it("loses the connection where no new token can be had, with the reason", async () => {
    const tokens = ["first"];
    const token = () => tokens.pop() ?? Promise.reject(new AuthError("The key was revoked."));
    const connection = await connect({ authentication: { type: "token", token } }).toService();
    const waiting = connection.request("getSchema", { topic }, "Asking");
    [...broker.peers][0]?.send("authChallenge", {});
    await expect(waiting).rejects.toThrow("The key was revoked.");
  });

  it("throws TransientError where the broker says nothing in time", async () => {
    broker.on("connect", () => undefined);
    await expect(connect({ operationTimeoutMs: 50 }).toService()).rejects.toThrow(/within 50 ms/);
  });

  it("ends with the signal's reason, also while it waits", async () => {
    const options = clientOptions(broker.url);
    const connections = new Connections(options);
    broker.on("connect", () => options.abort(new Error("cancelled")));
    await expect(connections.toService()).rejects.toThrow("cancelled");
  });
});

describe("hosts of the service URL", () => {
  it("are tried in turn", async () => {
    const gone = await MockBroker.start();
    await gone.stop();
    const both = `${gone.url},${broker.url.replace("pulsar://", "")}`;
    await connect({}, both).toService();
    expect(broker.allOf("connect")).toHaveLength(1);
  });

  it("share one refusal where the credentials are wrong", async () => {
    broker.on("connect", (_, peer) =>
      peer.send("error", { requestId: 2n ** 64n - 1n, error: 3, message: "no" }),
    );
    const twice = `${broker.url},${broker.url.replace("pulsar://", "")}`;
    await expect(connect({}, twice).toService()).rejects.toThrow(AuthError);
    expect(broker.allOf("connect")).toHaveLength(1);
  });

  it("give one connection, also to those who ask at the same time", async () => {
    const connections = connect();
    const all = await Promise.all([
      connections.toService(),
      connections.toService(),
      connections.toService(),
    ]);
    expect(new Set(all).size).toBe(1);
    expect(broker.allOf("connect")).toHaveLength(1);
  });

  it("are connected to again after the connection was lost", async () => {
    const connections = connect();
    const first = await connections.toService();
    broker.cutAll();
    await vi.waitFor(() => expect(first.isLost).toBe(true));
    const [second, third] = await Promise.all([connections.toService(), connections.toService()]);
    expect(second).toBe(third);
    expect(second).not.toBe(first);
  });
});

describe("looking a topic up", () => {
  it("follows redirects to the broker that has the topic", async () => {
    const owner = await MockBroker.start();
    broker.on("lookup", ({ requestId }, peer) =>
      peer.send("lookupResponse", {
        requestId,
        response: lookupKinds.redirect,
        brokerServiceUrl: owner.url,
        isAuthoritative: true,
      }),
    );
    const connections = connect();
    await connections.forTopic(topic);
    expect(owner.allOf("lookup")).toMatchObject([{ topic, isAuthoritative: true }]);
    connections.close();
    await owner.stop();
  });

  it("gives up where brokers send from one to another", async () => {
    broker.on("lookup", ({ requestId }, peer) =>
      peer.send("lookupResponse", {
        requestId,
        response: lookupKinds.redirect,
        brokerServiceUrl: broker.url,
      }),
    );
    await expect(connect().forTopic(topic)).rejects.toThrow(/one to another 20 times/);
    expect(broker.allOf("lookup")).toHaveLength(21);
  });

  it("goes through the service URL where the broker asks for it, naming the broker behind it", async () => {
    broker.on("lookup", ({ requestId }, peer) =>
      peer.send("lookupResponse", {
        requestId,
        response: lookupKinds.connect,
        brokerServiceUrl: "pulsar://inner.example:6650",
        isProxiedThroughServiceUrl: true,
      }),
    );
    await connect().forTopic(topic);
    expect(broker.allOf("connect").map(({ proxyToBrokerUrl }) => proxyToBrokerUrl)).toEqual([
      undefined,
      "inner.example:6650",
    ]);
  });

  it("says what to do where the broker has no port of that kind", async () => {
    broker.on("lookup", ({ requestId }, peer) =>
      peer.send("lookupResponse", {
        requestId,
        response: lookupKinds.connect,
        brokerServiceUrlTls: "pulsar+ssl://x",
      }),
    );
    await expect(connect().forTopic(topic)).rejects.toThrow(ConfigError);
    await expect(connect().forTopic(topic)).rejects.toThrow(/no port without TLS/);
  });

  it("throws what the broker refuses", async () => {
    broker.on("lookup", ({ requestId }, peer) =>
      peer.send("lookupResponse", { requestId, response: lookupKinds.failed, error: 4, message: "no right" }),
    );
    await expect(connect().forTopic(topic)).rejects.toThrow(/Looking up .* failed: no right \(4\)\. Grant/);
  });
});

describe("requests", () => {
  const answer = (peer: Peer, requestId: bigint, partitions: number) =>
    peer.send("partitionMetadataResponse", { requestId, partitions });

  it("get each their own answer, in whatever order answers come", async () => {
    const waiting: [bigint, Peer][] = [];
    broker.on("partitionMetadata", ({ requestId }, peer) => {
      waiting.push([requestId, peer]);
      if (waiting.length === 3) for (const [id, to] of waiting.reverse()) answer(to, id, Number(id));
    });
    const connection = await connect().toService();
    const ask = () => connection.request("partitionMetadata", { topic }, "Asking");
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(answers.map(({ partitions }) => partitions)).toEqual([1, 2, 3]);
  });

  it("fail in time, and a late answer harms nobody", async () => {
    let late = () => undefined as void;
    broker.once("partitionMetadata", ({ requestId }, peer) => {
      late = () => answer(peer, requestId, 9);
    });
    const connection = await connect({ operationTimeoutMs: 50 }).toService();
    const ask = () => connection.request("partitionMetadata", { topic }, "Asking");
    await expect(ask()).rejects.toThrow(/Asking failed: no answer within 50 ms/);
    late();
    expect(await ask()).toMatchObject({ partitions: 0 });
  });

  it("are made again while the failure may pass", async () => {
    broker.once("partitionMetadata", ({ requestId }, peer) =>
      peer.send("error", { requestId, error: 6, message: "not ready" }),
    );
    expect(await connect().partitionsOf(topic)).toBe(0);
    expect(broker.allOf("partitionMetadata")).toHaveLength(2);
  });

  it("fail at once where a person must act", async () => {
    broker.on("partitionMetadata", ({ requestId }, peer) =>
      peer.send("partitionMetadataResponse", { requestId, response: 1, error: 4, message: "no right" }),
    );
    await expect(connect().partitionsOf(topic)).rejects.toThrow(AuthError);
    expect(broker.allOf("partitionMetadata")).toHaveLength(1);
  });

  it("fail when the connection is lost", async () => {
    broker.on("partitionMetadata", (_, peer) => peer.cut());
    const connection = await connect().toService();
    await expect(connection.request("partitionMetadata", { topic }, "Asking")).rejects.toThrow(
      TransientError,
    );
    await expect(connection.request("partitionMetadata", { topic }, "Asking")).rejects.toThrow(
      /closed|ECONN/,
    );
  });
});

describe("keep-alive", () => {
  it("answers the broker's pings", async () => {
    await connect().toService();
    [...broker.peers][0]?.send("ping", {});
    await vi.waitFor(() => expect(broker.allOf("pong")).toHaveLength(1));
  });

  it("pings, and keeps a connection whose broker answers", async () => {
    const connection = await connect({ keepAliveMs: 20 }).toService();
    await vi.waitFor(() => expect(broker.allOf("ping").length).toBeGreaterThan(3));
    expect(connection.isLost).toBe(false);
  });

  it("takes a broker that says nothing for lost", async () => {
    broker.on("ping", () => undefined);
    const connection = await connect({ keepAliveMs: 20 }).toService();
    const lost = connection.request("getSchema", { topic }, "Asking");
    await expect(lost).rejects.toThrow(/did not answer a ping within 20 ms/);
  });
});

describe("listeners", () => {
  const listener = () => ({ onReceipt: vi.fn(), onSendError: vi.fn(), onClosed: vi.fn() });
  const consumer = () => ({ onMessage: vi.fn(), onReachedEnd: vi.fn(), onClosed: vi.fn() });

  it("hear what is theirs, and nothing else", async () => {
    const connection = await connect().toService();
    const [one, two, reader] = [listener(), listener(), consumer()];
    connection.attachProducer(1n, one);
    connection.attachProducer(2n, two);
    connection.attachConsumer(1n, reader);
    const [peer] = broker.peers;
    peer?.send("sendReceipt", { producerId: 2n, sequenceId: 5n });
    peer?.send("sendError", { producerId: 1n, sequenceId: 6n, error: 2, message: "" });
    peer?.send("message", { consumerId: 1n, messageId: { ledgerId: 1n, entryId: 1n } });
    peer?.send("reachedEndOfTopic", { consumerId: 1n });
    await vi.waitFor(() => expect(reader.onReachedEnd).toHaveBeenCalledOnce());
    expect(one.onReceipt).not.toHaveBeenCalled();
    expect(two.onReceipt).toHaveBeenCalledWith({ producerId: 2n, sequenceId: 5n });
    expect(one.onSendError).toHaveBeenCalledOnce();
    expect(reader.onMessage).toHaveBeenCalledOnce();
  });

  it("hear once that the broker closed them, and no more of the connection", async () => {
    const connection = await connect().toService();
    const [closed, other] = [listener(), listener()];
    connection.attachProducer(1n, closed);
    connection.attachProducer(2n, other);
    [...broker.peers][0]?.send("closeProducer", { producerId: 1n, requestId: 0n });
    await vi.waitFor(() => expect(closed.onClosed).toHaveBeenCalledOnce());
    expect(other.onClosed).not.toHaveBeenCalled();
    broker.cutAll();
    await vi.waitFor(() => expect(other.onClosed).toHaveBeenCalledOnce());
    expect(closed.onClosed).toHaveBeenCalledOnce();
  });

  it("hear at once where the connection was lost before", async () => {
    const connection = await connect().toService();
    connection.lose(new Error("gone"));
    const late = listener();
    connection.attachProducer(1n, late);
    expect(late.onClosed).toHaveBeenCalledWith(new Error("gone"));
  });
});

describe("nonsense", () => {
  it.each([
    ["a frame above the limit", "7fffffff"],
    ["no command", "0000000800000004ffffffff"],
  ])("from the broker ends the connection: %s", async (_, bytes) => {
    const connection = await connect().toService();
    const waiting = connection.request("getSchema", { topic }, "Asking");
    [...broker.peers][0]?.raw(Buffer.from(bytes, "hex"));
    await expect(waiting).rejects.toThrow(TransientError);
    await expect(waiting).rejects.toThrow(/127\.0\.0\.1:\d+ sent a /);
  });

  it("that is an unknown command is passed over", async () => {
    const connection = await connect().toService();
    [...broker.peers][0]?.raw(Buffer.from("0000000a00000006" + "084292040101".slice(0, 12), "hex"));
    expect(await connection.request("partitionMetadata", { topic }, "Asking")).toMatchObject({
      partitions: 0,
    });
  });
});
