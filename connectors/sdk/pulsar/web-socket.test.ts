import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { AuthError, ConfigError, RateLimitedError, TransientError } from "../errors";
import { encodeMessage } from "./codec";
import { MessageTooLargeError } from "./errors";
import { clientOptions } from "./testing/client-options";
import type { Producer, Transaction } from "./types";
import { openWebSocketProducer, type WebSocketOptions } from "./web-socket";

const topic = "persistent://public/default/orders";

interface Heard {
  payload: string;
  context: string;
  key?: string;
  properties?: Record<string, string>;
  eventTime?: string;
}

/** Every message is answered by `answer`; what it returns is sent back, null is silence. */
let answer: (message: Heard, socket: WebSocket) => object | null;
let server: Server;
let heard: Heard[];
let opened: IncomingMessage[];
let status: number | null;
let producers: Producer[];

beforeEach(async () => {
  answer = stored;
  [heard, opened, status, producers] = [[], [], null, []];
  server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    opened.push(request);
    if (status !== null)
      return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 24\r\n\r\n<title>Not today</title>`);
    sockets.handleUpgrade(request, socket, head, (peer) =>
      peer.on("message", (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Heard;
        heard.push(message);
        const said = answer(message, peer);
        if (said !== null) peer.send(JSON.stringify(said));
      }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterEach(async () => {
  for (const producer of producers) await producer.close();
  server.closeAllConnections();
  server.close();
});

describe("a producer over the WebSocket interface", () => {
  it("tells the broker who it is and where it writes", async () => {
    await open({ name: "me", compression: "zstd", authentication: { type: "token", token: () => "secret" } });
    expect(opened[0]?.url).toBe(
      "/ws/v2/producer/persistent/public/default/orders?producerName=me&compressionType=ZSTD",
    );
    expect(opened[0]?.headers.authorization).toBe("Bearer secret");
  });

  it("sends value, key, properties and time, and a tombstone as an empty value", async () => {
    const producer = await open();
    await producer.send({ value: Buffer.from("ä"), key: "k", properties: { a: "1" }, eventTimeMs: 5 });
    await producer.send({ value: null, key: "k" });
    await producer.flush();
    expect(heard).toEqual([
      {
        payload: "w6Q=",
        context: "1",
        key: "k",
        properties: { a: "1" },
        eventTime: "1970-01-01T00:00:00.005Z",
      },
      { payload: "", context: "2", key: "k" },
    ]);
    expect(producer.lastMessageIds()).toEqual(
      new Map([[0, { ledgerId: 7n, entryId: 2n, partition: -1, batchIndex: -1 }]]),
    );
  });

  it("flushes only once everything has its answer", async () => {
    answer = () => null;
    const producer = await open();
    await producer.send({ value: Buffer.from("1") });
    const flushed = vi.fn();
    const flushing = producer.flush().then(flushed);
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(flushed).not.toHaveBeenCalled();
    answer = stored;
    await lose();
    await flushing;
    expect(heard.map(({ context }) => context)).toEqual(["1", "1"]);
  });

  it("sends again in order what had no answer when the connection was lost, on a new one", async () => {
    answer = (message) => (message.context === "1" ? stored(message) : null);
    const producer = await open();
    for (const text of ["a", "b", "c"]) await producer.send({ value: Buffer.from(text) });
    await vi.waitFor(() => expect(heard).toHaveLength(3));
    answer = stored;
    await lose();
    await producer.flush();
    expect(heard.slice(3).map(({ context }) => context)).toEqual(["2", "3"]);
    expect(opened).toHaveLength(2);
  });

  it("begins anew from a message on that was not stored, so that the order holds", async () => {
    let refusals = 2;
    answer = (message) =>
      message.context === "2" && refusals-- > 0
        ? { result: "send-error:3", errorMsg: "ledger closed", context: "2" }
        : stored(message);
    const producer = await open();
    for (const text of ["a", "b"]) await producer.send({ value: Buffer.from(text) });
    await producer.flush();
    expect(heard.at(-1)?.context).toBe("2");
    expect(opened).toHaveLength(3);
  });

  it("gives up when nothing can be stored for the time of one operation", async () => {
    answer = ({ context }) => ({ result: "send-error:3", errorMsg: "ledger closed", context });
    const producer = await open({ operationTimeoutMs: 600 });
    await producer.send({ value: Buffer.from("a") });
    await expect(producer.flush()).rejects.toThrow(TransientError);
    expect(() => producer.send({ value: Buffer.from("b") })).toThrow(/ledger closed/);
  });

  it("takes a connection for lost that answers nothing", async () => {
    answer = () => null;
    const producer = await open({ operationTimeoutMs: 300 });
    await producer.send({ value: Buffer.from("a") });
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    answer = stored;
    await producer.flush();
    expect(opened).toHaveLength(2);
  });

  it("takes no more than so many bytes without an answer", async () => {
    answer = () => null;
    const producer = await open({ maxBytesInFlight: 200 });
    expect(producer.send({ value: Buffer.alloc(20) })).toBeUndefined();
    const waiting = producer.send({ value: Buffer.alloc(150) });
    expect(waiting).toBeInstanceOf(Promise);
    answer = stored;
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    await lose();
    await waiting;
    await producer.flush();
  });

  it.each([
    ["Topic Terminated", ConfigError],
    ["Producer blocked: quota exceeded", ConfigError],
    ["Not authorized to produce", AuthError],
  ])("ends when the broker says %j", async (errorMsg, kind) => {
    answer = ({ context }) => ({ result: "send-error:3", errorMsg, context });
    const producer = await open();
    await producer.send({ value: Buffer.from("a") });
    await expect(producer.flush()).rejects.toThrow(kind);
    expect(opened).toHaveLength(1);
  });

  it.each([
    [401, AuthError],
    [403, AuthError],
    [404, ConfigError],
    [400, ConfigError],
    [429, RateLimitedError],
  ])("is not opened where the broker answers %i", async (code, kind) => {
    status = code;
    const opening = open();
    await expect(opening).rejects.toThrow(kind);
    await expect(opening).rejects.toThrow(/orders \(\d+: Not today\)/);
    await expect(opening).rejects.not.toThrow(/secret/);
  });

  it("is opened in the end where the broker is busy at first", async () => {
    status = 503;
    const opening = open();
    await vi.waitFor(() => expect(opened).toHaveLength(2));
    status = null;
    await opening;
  });

  it("is told what to do about a frame that is too large, by us or by the broker", async () => {
    const producer = await open({ maxFrameBytes: 100 });
    expect(() => producer.send({ value: Buffer.alloc(100) })).toThrow(MessageTooLargeError);
    answer = (_, socket) => {
      socket.close(1009);
      return null;
    };
    await producer.send({ value: Buffer.from("a") });
    await expect(producer.flush()).rejects.toThrow(/raise webSocketMaxTextFrameSize/);
  });

  it("refuses what the interface has no place for", async () => {
    const producer = await open();
    const value = Buffer.from("a");
    expect(() => producer.send({ value, orderingKey: value })).toThrow(ConfigError);
    expect(() => producer.send({ value: null })).toThrow(/needs a key/);
    const transaction = { id: { mostBits: 0n, leastBits: 0n } } as Transaction;
    expect(() => producer.send({ value }, transaction)).toThrow(/no transactions/);
    await producer.flush();
    expect(heard).toEqual([]);
  });

  it("takes what is no broker's answer for a lost connection", async () => {
    answer = () => ({ hello: "world" });
    const producer = await open();
    await producer.send({ value: Buffer.from("a") });
    await vi.waitFor(() => expect(opened).toHaveLength(2));
    answer = stored;
    await lose();
    await producer.flush();
  });

  it("ends with the work it belongs to", async () => {
    answer = () => null;
    const options = clientOptions("");
    const producer = await open({ signal: options.signal });
    await producer.send({ value: Buffer.from("a") });
    const flushing = producer.flush();
    options.abort(new Error("cancelled"));
    await expect(flushing).rejects.toThrow("cancelled");
  });

  it.each(["http://host", "ws://", "host:8080"])("has no address such as %j", async (webSocketUrl) => {
    await expect(open({ webSocketUrl })).rejects.toThrow(ConfigError);
  });
});

async function open(more: Partial<WebSocketOptions> = {}): Promise<Producer> {
  const { port } = server.address() as AddressInfo;
  const options = { ...clientOptions(""), authentication: { type: "token" as const, token: () => "secret" } };
  const producer = await openWebSocketProducer({
    ...options,
    webSocketUrl: `ws://127.0.0.1:${port}`,
    topic,
    ...more,
  });
  producers.push(producer);
  return producer;
}

function stored({ context }: Heard): object {
  const id = encodeMessage("MessageIdData", { ledgerId: 7n, entryId: BigInt(context) });
  return { result: "ok", messageId: Buffer.from(id).toString("base64"), context };
}

/** Cuts every connection that is open. */
async function lose(): Promise<void> {
  const closed = new Promise<void>((resolve) => server.getConnections(() => resolve()));
  opened.at(-1)?.socket.destroy();
  await closed;
}
