import { log } from "@/lib/log";
import { backupCommand, restoreCommand } from "./backup/commands";
import type { Command } from "./command";
import { commands as dataCommands } from "./data/commands";
import { migrationCommand } from "./migration/command";
import { rotateKeyCommand } from "./rotate-key/command";

const commands: Command[] = [backupCommand, restoreCommand, rotateKeyCommand, migrationCommand];

/** `npm run sluice -- COMMAND …` in the repository's folder `root`. Resolves with the exit code. */
export async function main(args: string[], root: string): Promise<number> {
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const [name, ...rest] = args;
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    print(usage());
    return name === undefined || name === "help" || name === "--help" ? 0 : 2;
  }
  try {
    await command.run(rest, { root, log, print });
    return 0;
  } catch (error) {
    process.stderr.write(`${explain(error, command)}\n`);
    return 1;
  }
}

const expected = new Set([
  "CommandError",
  "EnvError",
  "EmbeddedPostgresError",
  "MigrationError",
  "StartError",
  "AppError",
]);

function explain(error: unknown, command: Command): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS")) {
    return `${error.message}\nUsage: npm run sluice -- ${command.name} ${command.usage}`;
  }
  const isAboutFile = "path" in error && "code" in error;
  return expected.has(error.name) || isAboutFile ? error.message : (error.stack ?? error.message);
}

function usage(): string {
  const lines = commands.map(
    ({ name, usage: rest, summary }) => `  ${`${name} ${rest}`.padEnd(30)} ${summary}`,
  );
  const own = [...dataCommands].map(([name, { summary }]) => `  ${name.padEnd(30)} ${summary}`);
  return [
    "Usage: npx sluice COMMAND",
    "",
    "Without a console (sluice COMMAND --help says more):",
    ...own,
    "",
    "Around the console:",
    ...lines,
  ].join("\n");
}
