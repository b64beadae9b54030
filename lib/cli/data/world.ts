import type { Surroundings } from "../arguments/end";

/** Everything that a command finds around itself; tests and the launcher bring their own. */
export interface World extends Surroundings {
  /** Lines of results. Resolves when the reader has room for more. */
  out(line: string): Promise<void>;
  /** Lines for people. */
  err(line: string): void;
  /** Where progress is drawn; null where nobody watches. */
  screen: Screen | null;
  /** Aborted by the first SIGINT or SIGTERM: end at the next checkpoint. */
  stop: AbortSignal;
  /** Aborted by the second: end at once. */
  abort: AbortSignal;
}

export interface Screen {
  columns(): number;
  write(text: string): void;
}

export interface DataCommand {
  summary: string;
  usage: string;
  run(args: string[], world: World): Promise<number>;
}

/** What a command ends with; scripts live on them. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;
