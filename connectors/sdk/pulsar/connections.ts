import { AuthError, ConfigError, TransientError } from "../errors";
import { type ConnectionOptions, PulsarConnection } from "./connection";
import type { CommandFields } from "./commands";
import { lookupKinds } from "./protocol-values";
import { retrying } from "./retrying";
import { type BrokerAddress, hostAndPort, parseServiceUrl } from "./service-url";
import type { ClientOptions } from "./types";

const defaultOperationTimeoutMs = 30_000;
const defaultKeepAliveMs = 30_000;
/** Brokers send from one to another while a topic moves; more than this is a circle. */
const maxRedirects = 20;

/**
 * The connections of one client: one to each broker, made when it is needed and again when it was lost. Everything that
 * asks for a topic goes through here. Each method throws the SDK's errors, TransientError for what may work a moment later.
 */
export class Connections {
  readonly operationTimeoutMs: number;
  private readonly hosts: [BrokerAddress, ...BrokerAddress[]];
  private readonly opened = new Map<string, Promise<PulsarConnection>>();
  private readonly leaving = new AbortController();
  private readonly connectionOptions: ConnectionOptions;
  /** Ends every wait: the client is closed, or its signal is aborted. */
  readonly signal: AbortSignal;
  private nextHost = 0;
  private lastId = 0n;

  constructor(readonly options: ClientOptions) {
    this.hosts = parseServiceUrl(options.serviceUrl);
    this.operationTimeoutMs = options.operationTimeoutMs ?? defaultOperationTimeoutMs;
    this.signal = AbortSignal.any([options.signal, this.leaving.signal]);
    this.connectionOptions = {
      ...options,
      signal: this.signal,
      operationTimeoutMs: this.operationTimeoutMs,
      keepAliveMs: options.keepAliveMs ?? defaultKeepAliveMs,
    };
  }

  /** An id for a producer or consumer, which no other one of this client has, on whatever connection. */
  nextId(): bigint {
    return ++this.lastId;
  }

  /** A connection to one of the hosts of the service URL. */
  async toService(): Promise<PulsarConnection> {
    let failure: unknown;
    for (let turn = 0; turn < this.hosts.length; turn++) {
      const host = this.hosts[this.nextHost % this.hosts.length] ?? this.hosts[0];
      try {
        return await this.to(host);
      } catch (error) {
        this.signal.throwIfAborted();
        if (error instanceof AuthError) throw error; // the others would say the same
        failure = error;
        this.nextHost++;
      }
    }
    throw failure;
  }

  /** A connection to the broker that serves the topic or partition now. */
  async forTopic(topic: string): Promise<PulsarConnection> {
    const doing = `Looking up ${topic}`;
    let connection = await this.toService();
    let isAuthoritative = false;
    for (let redirects = 0; redirects <= maxRedirects; redirects++) {
      const answer: CommandFields<"lookupResponse"> = await connection.request(
        "lookup",
        { topic, isAuthoritative },
        doing,
      );
      connection = await this.toBrokerOf(answer, topic);
      if (answer.response !== lookupKinds.redirect) return connection;
      isAuthoritative = answer.isAuthoritative ?? false;
    }
    throw new TransientError(`${doing} failed: brokers sent from one to another ${maxRedirects} times.`);
  }

  /** How many partitions the topic has; 0 where it has none. */
  partitionsOf(topic: string): Promise<number> {
    return this.retry(async () => {
      const connection = await this.toService();
      const doing = `Asking for the partitions of ${topic}`;
      const { partitions } = await connection.request("partitionMetadata", { topic }, doing);
      return partitions ?? 0;
    });
  }

  /** Runs `work` again, with pauses, while it throws TransientError and the time (of one operation) is not over. */
  retry<Result>(work: () => Promise<Result>, timeoutMs = this.operationTimeoutMs): Promise<Result> {
    return retrying(work, { clock: this.options.clock, signal: this.signal, timeoutMs });
  }

  /** Ends all of them; every listener hears of it. Safe twice. */
  close(): void {
    this.leaving.abort(new Error("The Pulsar client is closed."));
  }

  private toBrokerOf(answer: CommandFields<"lookupResponse">, topic: string): Promise<PulsarConnection> {
    const [service] = this.hosts;
    const url = service.isTls ? answer.brokerServiceUrlTls : answer.brokerServiceUrl;
    if (!url)
      throw new ConfigError(
        `The broker of ${topic} has no ${service.isTls ? "TLS port" : "port without TLS"}: change the service URL's scheme.`,
      );
    const [broker] = parseServiceUrl(url);
    if (!answer.isProxiedThroughServiceUrl) return this.to(broker);
    return this.to(this.hosts[this.nextHost % this.hosts.length] ?? service, hostAndPort(broker));
  }

  private async to(address: BrokerAddress, proxyTo?: string): Promise<PulsarConnection> {
    this.signal.throwIfAborted();
    const key = `${hostAndPort(address)} ${proxyTo ?? ""}`;
    const known = this.opened.get(key);
    if (known && !(await known).isLost) return known;
    const again = this.opened.get(key);
    if (again && again !== known) return again; // somebody else has noticed first
    const opening = PulsarConnection.open(address, {
      ...this.connectionOptions,
      ...(proxyTo ? { proxyTo } : {}),
    });
    this.opened.set(key, opening);
    opening.catch(() => this.opened.get(key) === opening && this.opened.delete(key));
    return opening;
  }
}
