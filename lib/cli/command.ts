import type { Logger } from "@/lib/log";

/** A command was used wrongly or cannot be carried out. The message says what to do and is printed as it is. */
export class CommandError extends Error {
  override name = "CommandError";
}

export interface CommandContext {
  /** The repository's folder. */
  root: string;
  log: Logger;
  print(line: string): void;
}

export interface Command {
  name: string;
  /** What follows the name. */
  usage: string;
  summary: string;
  run(args: string[], context: CommandContext): Promise<void>;
}
