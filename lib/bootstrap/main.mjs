import { StepError } from "./step-error.mjs";

/**
 * Runs a command of package.json: an expected failure is printed as what it is, anything else with its stack.
 *
 * @param {() => Promise<number | void>} work resolves with the exit code
 */
export async function main(work) {
  try {
    process.exitCode = (await work()) ?? process.exitCode ?? 0;
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`\n${explain(error)}\n`);
  }
}

/** @param {unknown} error */
function explain(error) {
  if (error instanceof StepError) return [error.detail, error.message].filter(Boolean).join("\n\n");
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
