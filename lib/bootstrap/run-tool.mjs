import { spawn } from "node:child_process";
import { root } from "./paths.mjs";
import { StepError } from "./step-error.mjs";

const keptLines = 40;

/**
 * Runs a tool in the repository and keeps what it says for the case that it fails. Ends with us on SIGINT and SIGTERM.
 *
 * @param {string[]} command
 * @param {{ env?: Record<string, string>, failure: string }} options `failure`: what has failed and what to do
 * @returns {Promise<void>}
 */
export async function runTool([program = "", ...args], { env = {}, failure }) {
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const release = endTogether(child);
  /** @type {string[]} */
  const said = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => said.push(text));
  }
  try {
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) throw new StepError(failure, { detail: lastLines(said.join("")) });
  } catch (cause) {
    if (cause instanceof StepError) throw cause;
    throw new StepError(`${failure} (${program} cannot be run: ${cause})`, { cause });
  } finally {
    release();
  }
}

/**
 * Runs a tool that talks to the terminal itself.
 *
 * @param {string[]} command
 * @param {Record<string, string>} env
 * @returns {Promise<number>} its exit code
 */
export async function runInForeground([program = "", ...args], env = {}) {
  const child = spawn(program, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
  const release = endTogether(child);
  try {
    return await new Promise((resolve, reject) =>
      child.once("error", reject).once("close", (code) => resolve(code ?? 1)),
    );
  } finally {
    release();
  }
}

/** @param {import("node:child_process").ChildProcess} child */
function endTogether(child) {
  /** @type {Array<[NodeJS.Signals, number]>} */
  const signals = [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ];
  const listeners = signals.map(([signal, code]) => {
    const end = () => {
      child.kill(signal);
      process.exit(code);
    };
    process.once(signal, end);
    return /** @type {const} */ ([signal, end]);
  });
  return () => listeners.forEach(([signal, end]) => process.off(signal, end));
}

/** @param {string} text */
function lastLines(text) {
  return text.trimEnd().split("\n").slice(-keptLines).join("\n");
}
