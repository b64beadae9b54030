import type { Socket } from "node:net";
import { TransientError } from "../errors";
import { decodeCommand } from "./codec";
import type { Command, CommandFields, CommandName, RequestName } from "./commands";
import { credentialsOf } from "./credentials";
import { translateRefusal, translateSocketError } from "./errors";
import { commandFrame, frameAllowanceBytes, FrameSplitter, ProtocolError } from "./frames";
import { openSocket } from "./open-socket";
import { type Answer, Requests } from "./requests";
import { type BrokerAddress, hostAndPort } from "./service-url";
import type { ClientOptions } from "./types";

const protocolVersion = 19;
const clientVersion = "sluice";
const defaultMaxMessageBytes = 5 * 1024 * 1024;
/** The broker's request id for an error that is about the connection. */
const noRequest = 2n ** 64n - 1n;

/** Hears what the broker says of one producer. None of it may throw. */
export interface ProducerListener {
  onReceipt(receipt: CommandFields<"sendReceipt">): void;
  onSendError(error: CommandFields<"sendError">): void;
  /** Once: the broker closed it, or the connection is lost. It is not attached any more. */
  onClosed(error: Error): void;
}

/** Hears what the broker says of one consumer. None of it may throw. */
export interface ConsumerListener {
  /** `rest` is what `readPayload` takes: a view of memory that is not used again. */
  onMessage(message: CommandFields<"message">, rest: Buffer): void;
  /** The topic is terminated, and everything has been sent. */
  onReachedEnd(): void;
  /** Once: the broker closed it, or the connection is lost. It is not attached any more. */
  onClosed(error: Error): void;
}

export interface ConnectionOptions extends Pick<
  ClientOptions,
  "authentication" | "tls" | "signal" | "clock" | "log"
> {
  operationTimeoutMs: number;
  keepAliveMs: number;
  /** "host:port" of the broker behind the proxy at the address; absent: the address is the broker's. */
  proxyTo?: string;
}

/**
 * One connection to one broker. It is lost for good when the network, the broker, the keep-alive or the signal ends it:
 * every open request and every listener hears of it, once.
 */
export class PulsarConnection {
  /** What a frame's metadata and payload may have together. */
  maxMessageBytes = defaultMaxMessageBytes;
  private readonly producers = new Map<bigint, ProducerListener>();
  private readonly consumers = new Map<bigint, ConsumerListener>();
  private readonly requests: Requests;
  private readonly splitter: FrameSplitter;
  private readonly ending = new AbortController();
  private readonly server: string;
  private lost: Error | null = null;
  private isPingOpen = false;
  private onConnected: { resolve(): void; reject(error: Error): void } | null = null;
  private readonly onAbort = () => this.lose(this.options.signal.reason as Error);

  private constructor(
    private readonly socket: Socket,
    private readonly options: ConnectionOptions,
    address: BrokerAddress,
  ) {
    const at = hostAndPort(address);
    this.server = options.proxyTo && options.proxyTo !== at ? `${options.proxyTo} (through ${at})` : at;
    this.requests = new Requests(options.clock);
    this.splitter = new FrameSplitter(defaultMaxMessageBytes + frameAllowanceBytes, (command, rest) =>
      this.take(command, rest),
    );
  }

  /** Resolves once the broker has accepted the credentials. */
  static async open(address: BrokerAddress, options: ConnectionOptions): Promise<PulsarConnection> {
    const patience = new AbortController();
    const signal = AbortSignal.any([options.signal, patience.signal]);
    const { operationTimeoutMs } = options;
    const tooLate = () => {
      const at = hostAndPort(address);
      patience.abort(new TransientError(`${at} did not answer within ${operationTimeoutMs} ms.`));
    };
    const done = new AbortController();
    options.clock.sleep(operationTimeoutMs, done.signal).then(tooLate, () => undefined); // it was in time
    try {
      const connection = new PulsarConnection(await openSocket(address, options, signal), options, address);
      await connection.greet(signal);
      return connection;
    } finally {
      done.abort(new Error("The connection is made."));
    }
  }

  get isLost(): boolean {
    return this.lost !== null;
  }

  /** Sends a command and resolves with its answer; what is refused is thrown (errors.ts). `doing` begins its sentence. */
  async request<Name extends RequestName>(
    name: Name,
    fields: Omit<CommandFields<Name>, "requestId">,
    doing: string,
  ): Promise<Answer<Name>> {
    if (this.lost) throw this.lost;
    const { requestId, answer } = this.requests.begin(name, doing, this.options.operationTimeoutMs);
    this.send(name, { ...fields, requestId } as unknown as CommandFields<Name>);
    return answer;
  }

  /** A command that has no answer. Nothing happens on a connection that is lost: its listeners have heard of it. */
  send<Name extends CommandName>(name: Name, fields: CommandFields<Name>): void {
    this.write(commandFrame(name, fields));
  }

  write(frame: Uint8Array): void {
    if (!this.lost) this.socket.write(frame);
  }

  attachProducer(id: bigint, listener: ProducerListener): void {
    this.attach(this.producers, id, listener);
  }

  attachConsumer(id: bigint, listener: ConsumerListener): void {
    this.attach(this.consumers, id, listener);
  }

  detachProducer(id: bigint): void {
    this.producers.delete(id);
  }

  detachConsumer(id: bigint): void {
    this.consumers.delete(id);
  }

  /** Ends it: `error` is what everyone who waits hears. */
  lose(error: Error): void {
    if (this.lost) return;
    this.lost = error;
    this.options.signal.removeEventListener("abort", this.onAbort);
    this.ending.abort(error);
    this.socket.destroy();
    this.onConnected?.reject(error);
    this.requests.failAll(error);
    const listeners = [...this.producers.values(), ...this.consumers.values()];
    this.producers.clear();
    this.consumers.clear();
    for (const listener of listeners) listener.onClosed(error);
  }

  private attach<Listener extends { onClosed(error: Error): void }>(
    listeners: Map<bigint, Listener>,
    id: bigint,
    listener: Listener,
  ): void {
    if (this.lost) listener.onClosed(this.lost);
    else listeners.set(id, listener);
  }

  private async greet(signal: AbortSignal): Promise<void> {
    const { socket, options } = this;
    socket.on("error", (error) => this.lose(translateSocketError(this.server, error)));
    socket.on("close", () => this.lose(new TransientError(`${this.server} closed the connection.`)));
    socket.on("data", (chunk: Buffer) => this.read(chunk));
    options.signal.addEventListener("abort", this.onAbort, { once: true });
    const onLate = () => this.lose(signal.reason as Error);
    signal.addEventListener("abort", onLate, { once: true });
    const connected = new Promise<void>((resolve, reject) => (this.onConnected = { resolve, reject }));
    connected.catch(() => undefined); // it is awaited below, also where the credentials fail first
    try {
      if (signal.aborted) onLate();
      this.send("connect", {
        clientVersion,
        protocolVersion,
        ...(await credentialsOf(options.authentication)),
        ...(options.proxyTo ? { proxyToBrokerUrl: options.proxyTo } : {}),
        featureFlags: { supportsAuthRefresh: true },
      });
      await connected;
    } catch (error) {
      this.lose(error as Error);
      throw error;
    } finally {
      this.onConnected = null;
      signal.removeEventListener("abort", onLate);
    }
    void this.keepAlive();
  }

  private read(chunk: Buffer): void {
    if (this.lost) return;
    this.isPingOpen = false;
    try {
      this.splitter.push(chunk);
    } catch (error) {
      const cause = error as Error;
      const isTheirs = cause instanceof ProtocolError;
      this.lose(isTheirs ? new TransientError(`${this.server} sent ${cause.message}.`, { cause }) : cause);
    }
  }

  private take(bytes: Buffer, rest: Buffer): void {
    if (this.lost) return;
    const command = decode(bytes);
    if (!command) return;
    switch (command.name) {
      case "sendReceipt":
        return this.producers.get(command.fields.producerId)?.onReceipt(command.fields);
      case "message":
        return this.consumers.get(command.fields.consumerId)?.onMessage(command.fields, rest);
      case "sendError":
        return this.producers.get(command.fields.producerId)?.onSendError(command.fields);
      case "closeProducer":
        return this.closed(this.producers, command.fields.producerId);
      case "closeConsumer":
        return this.closed(this.consumers, command.fields.consumerId);
      case "reachedEndOfTopic":
        return this.consumers.get(command.fields.consumerId)?.onReachedEnd();
      default:
        return this.takeOwn(command);
    }
  }

  /** What is about the connection itself, and answers. */
  private takeOwn(command: Command): void {
    switch (command.name) {
      case "ping":
        return this.send("pong", {});
      case "connected":
        return this.takeConnected(command.fields);
      case "authChallenge":
        return void this.answerChallenge();
      case "error":
        if (command.fields.requestId !== noRequest && !this.onConnected) return this.requests.settle(command);
        return this.lose(
          translateRefusal(`The connection to ${this.server}`, {
            code: command.fields.error,
            message: command.fields.message,
          }),
        );
      default:
        return this.requests.settle(command);
    }
  }

  private takeConnected({ maxMessageSize, serverVersion }: CommandFields<"connected">): void {
    if (maxMessageSize) this.maxMessageBytes = maxMessageSize;
    this.splitter.maxFrameBytes = this.maxMessageBytes + frameAllowanceBytes;
    this.options.log("debug", `Connected to ${this.server}.`, { serverVersion });
    this.onConnected?.resolve();
  }

  private closed(listeners: Map<bigint, { onClosed(error: Error): void }>, id: bigint): void {
    const listener = listeners.get(id);
    listeners.delete(id);
    listener?.onClosed(new TransientError(`${this.server} has given up the topic.`));
  }

  private async answerChallenge(): Promise<void> {
    try {
      const { authMethodName, authData } = await credentialsOf(this.options.authentication);
      const response = {
        ...(authMethodName ? { methodName: authMethodName } : {}),
        ...(authData ? { data: authData } : {}),
      };
      this.send("authResponse", { clientVersion, protocolVersion, response });
    } catch (error) {
      this.lose(error as Error); // no credentials any more: whoever gives them says why
    }
  }

  /** A ping in each interval; whatever comes in answers it. */
  private async keepAlive(): Promise<void> {
    const { clock, keepAliveMs } = this.options;
    while (!this.lost) {
      try {
        await clock.sleep(keepAliveMs, this.ending.signal);
      } catch {
        return; // the connection is lost, and everyone has heard why
      }
      if (this.isPingOpen)
        return this.lose(
          new TransientError(`${this.server} did not answer a ping within ${keepAliveMs} ms.`),
        );
      this.isPingOpen = true;
      this.send("ping", {});
    }
  }
}

function decode(bytes: Buffer): Command | null {
  try {
    return decodeCommand(bytes);
  } catch (cause) {
    throw new ProtocolError(`a command that cannot be read (${(cause as Error).message})`, { cause });
  }
}
