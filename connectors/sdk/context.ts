import type { Json } from "./json";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Everything impure a connector may use comes in here, so that tests can bring their own. */
export interface Context {
  /** Aborted when the work is cancelled or its worker stops: reading and writing end within seconds of it. */
  signal: AbortSignal;
  clock: Clock;
  /** A line of the run's log. Secrets of the configuration are masked behind it. */
  log(level: LogLevel, message: string, facts?: Record<string, Json>): void;
  /** fetch, guarded: only http and https, and no private addresses unless the installation allows them. */
  http: typeof fetch;
  localFiles: LocalFiles;
  secrets: {
    /** A rotated token is stored before it is used: resolves once `patch` (path joined by "." → value) is durable. */
    rotate(patch: Record<string, string>): Promise<void>;
  };
  /**
   * Where a connector leaves what is costly to open (a connection, a database file) for its next call with the same
   * configuration. Absent: everything is closed when a call ends. Whoever gives it closes in the end what is left.
   */
  idle?: IdleResources;
}

export interface IdleResource {
  /** Never throws. */
  close(): Promise<void>;
}

export interface IdleResources {
  /** What was left under `key`, for the caller alone; undefined where nothing is. */
  take(key: string): IdleResource | undefined;
  leave(key: string, resource: IdleResource): void;
}

export interface Clock {
  now(): number;
  /** Resolves after `ms`, or rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The only folder of the machine that connectors may touch. */
export interface LocalFiles {
  root: string;
  /**
   * The absolute path of `path` inside the folder. Relative paths start at the folder; "/local/x" means "x", as in
   * Airbyte's configurations; an absolute path must already lie inside. ConfigError where it would lead outside,
   * by "..", by an absolute path or through a symbolic link.
   */
  resolve(path: string): Promise<string>;
}
