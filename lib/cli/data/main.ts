import { AuthError, ConnectorError } from "@/connectors/sdk";
import { redactText } from "@/lib/secrets/redact";
import { UsageError } from "../usage-error";
import { commands } from "./commands";
import { exitCodes, type DataCommand, type World } from "./world";

/** `sluice COMMAND …` for the commands that need no console. Resolves with the exit code; never rejects. */
export async function main([name = "", ...args]: string[], world: World): Promise<number> {
  const command = commands.get(name);
  if (!command) {
    world.err(`There is no command ${name}. There are: ${[...commands.keys()].join(", ")}.`);
    return exitCodes.usage;
  }
  if (args.includes("--help") || args.includes("-h")) {
    await world.out(usageOf(name, command));
    return exitCodes.done;
  }
  try {
    return await command.run(args, world);
  } catch (error) {
    if (world.abort.aborted) {
      world.err("Stopped. Nothing is lost: the same command goes on from the last checkpoint.");
      return exitCodes.failed;
    }
    world.err(redactText(explain(error, name)));
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failed;
  }
}

function explain(error: unknown, name: string): string {
  if (error instanceof UsageError) return `${error.message}\nMore: sluice ${name} --help`;
  if (error instanceof AuthError) return `${error.message}`;
  if (error instanceof ConnectorError) return error.message;
  return error instanceof Error ? `Unexpected: ${error.stack ?? error.message}` : String(error);
}

function usageOf(name: string, { summary, usage }: DataCommand): string {
  return `${summary}\n\nUsage: sluice ${name} ${usage}`;
}
