import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { decodeCommand } from "../codec";
import { type CommandFields, type CommandName } from "../commands";
import { commandFrame, FrameSplitter, type PayloadParts, readPayload } from "../frames";
import { lookupKinds } from "../protocol-values";

export type Handler<Name extends CommandName> = (
  fields: CommandFields<Name>,
  peer: Peer,
  message: PayloadParts | null,
) => void;

export interface Sent {
  fields: CommandFields<"send">;
  message: PayloadParts;
  /** The whole frame behind its length. */
  bytes: Buffer;
}

/** One client's connection. */
export class Peer {
  constructor(private readonly socket: Socket) {}

  send<Name extends CommandName>(name: Name, fields: CommandFields<Name>): void {
    if (!this.socket.destroyed) this.socket.write(commandFrame(name, fields));
  }

  raw(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  cut(): void {
    this.socket.destroy();
  }

  /** Ends it behind what was sent. */
  end(): void {
    this.socket.end();
  }
}

/**
 * A broker that does as it is told, for what a real one cannot be made to do. By itself it lets everybody in, serves every
 * topic, gives a receipt for every frame, and keeps what it is sent.
 */
export class MockBroker {
  readonly heard: { name: CommandName; fields: object }[] = [];
  readonly sent: Sent[] = [];
  readonly peers = new Set<Peer>();
  private readonly handlers = new Map<CommandName, Handler<never>>();
  private port = 0;
  private entries = 0n;

  private constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {
    this.onDefault();
  }

  static async start(tls?: TlsOptions): Promise<MockBroker> {
    const server: Server = tls ? createTlsServer(tls) : createServer();
    const broker = new MockBroker(server, tls ? "pulsar+ssl" : "pulsar");
    server.on(tls ? "secureConnection" : "connection", (socket: Socket) => broker.join(socket));
    server.on("tlsClientError", () => undefined); // the client tells
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    broker.port = (server.address() as AddressInfo).port;
    return broker;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${this.port}`;
  }

  /** In place of what it does by itself with the command. */
  on<Name extends CommandName>(name: Name, handler: Handler<Name>): void {
    this.handlers.set(name, handler as Handler<never>);
  }

  /** Once; then as before. */
  once<Name extends CommandName>(name: Name, handler: Handler<Name>): void {
    const before = this.handlers.get(name);
    this.on(name, (fields: CommandFields<Name>, peer, message) => {
      if (before) this.handlers.set(name, before);
      else this.handlers.delete(name);
      handler(fields, peer, message);
    });
  }

  /** What was heard of that command. */
  allOf<Name extends CommandName>(name: Name): CommandFields<Name>[] {
    return this.heard.filter((one) => one.name === name).map(({ fields }) => fields as CommandFields<Name>);
  }

  receipt({ producerId, sequenceId }: CommandFields<"send">, peer: Peer): void {
    const messageId = { ledgerId: 1n, entryId: this.entries++ };
    peer.send("sendReceipt", { producerId, sequenceId, messageId });
  }

  cutAll(): void {
    for (const peer of this.peers) peer.cut();
  }

  async stop(): Promise<void> {
    this.cutAll();
    this.server.close();
    await once(this.server, "close");
  }

  private onDefault(): void {
    this.on("connect", (_, peer) =>
      peer.send("connected", { serverVersion: "mock", protocolVersion: 19, maxMessageSize: 5 * 1024 * 1024 }),
    );
    this.on("ping", (_, peer) => peer.send("pong", {}));
    this.on("partitionMetadata", ({ requestId }, peer) =>
      peer.send("partitionMetadataResponse", { requestId, response: 0, partitions: 0 }),
    );
    this.on("lookup", ({ requestId }, peer) =>
      peer.send("lookupResponse", {
        requestId,
        response: lookupKinds.connect,
        brokerServiceUrl: this.url,
        brokerServiceUrlTls: this.url,
      }),
    );
    this.on("producer", ({ requestId, producerName }, peer) =>
      peer.send("producerSuccess", {
        requestId,
        producerName: producerName ?? "given-by-the-broker",
        lastSequenceId: -1n,
        schemaVersion: new Uint8Array(0),
      }),
    );
    this.on("closeProducer", ({ requestId }, peer) => peer.send("success", { requestId }));
    this.on("send", (fields, peer) => this.receipt(fields, peer));
  }

  private join(socket: Socket): void {
    const peer = new Peer(socket);
    this.peers.add(peer);
    const splitter = new FrameSplitter(64 * 1024 * 1024, (command, rest) => this.take(peer, command, rest));
    socket.on("data", (chunk: Buffer) => splitter.push(chunk));
    socket.on("error", () => undefined); // "close" follows
    socket.on("close", () => this.peers.delete(peer));
  }

  private take(peer: Peer, bytes: Buffer, rest: Buffer): void {
    const command = decodeCommand(bytes);
    if (!command) throw new Error("The client sent an unknown command.");
    this.heard.push(command);
    const message = rest.length > 0 ? readPayload(rest) : null;
    if (command.name === "send" && message)
      this.sent.push({ fields: command.fields, message, bytes: Buffer.concat([bytes, rest]) });
    const handler = this.handlers.get(command.name) as Handler<CommandName> | undefined;
    handler?.(command.fields, peer, message);
  }
}
