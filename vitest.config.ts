import os from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  // The longer one first.
  "@/text": path.resolve(import.meta.dirname, "components/text/en"),
  "@": path.resolve(import.meta.dirname),
  "server-only": path.resolve(import.meta.dirname, "tests/support/empty.ts"),
};

/** Of whole consoles under load, those that are sensitive to time: beside others they would measure the machine. */
const alone = [
  "lib/inngest/**/*.integration.test.ts",
  "tests/integration/{faults,network,parallel-streams,pulsar-restart,server-faults,write-authentication}.test.ts",
];

/** They put other modules in the place of Node's, which a file that shares its process with others cannot. */
const mocking = ["**/*.mocking.test.ts"];
const mockingWithServers = ["**/*.mocking.integration.test.ts"];

/** Modules are loaded once for all files of a process: a third to two thirds of the time of all files went there. */
const shared = { isolate: false, setupFiles: "tests/support/leave-nothing.ts" };

/** A machine may be busy with others. */
const patient = { testTimeout: 30_000, hookTimeout: 30_000 };

/**
 * `unit` and `mocking` need nothing but Node; the others need servers, and say so when one is missing. The files of
 * `alone` run one after the other.
 */
export default defineConfig({
  resolve: { alias },
  test: {
    // Tests wait for timers and processes a fifth of their time, which is another one's; servers beside them use it, too.
    maxWorkers: os.availableParallelism() + (process.env.SLUICE_TEST_POSTGRES_URL ? 0 : 1),
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          ...patient,
          include: ["{app,components,lib,connectors}/**/*.test.{ts,tsx}", "tests/{,lint/}*.test.ts"],
          exclude: [...mocking, "**/*.integration.test.ts", "**/node_modules/**"],
          ...shared,
        },
      },
      {
        resolve: { alias },
        test: { name: "mocking", ...patient, include: mocking, exclude: ["**/node_modules/**"] },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          ...shared,
          globalSetup: "tests/support/console-server.ts",
          include: ["{lib,connectors}/**/*.integration.test.ts"],
          exclude: [...alone, ...mockingWithServers, "**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "consoles",
          globalSetup: "tests/support/console-server.ts",
          include: ["tests/integration/**/*.test.ts", ...mockingWithServers],
          exclude: alone,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "alone",
          globalSetup: "tests/support/console-server.ts",
          include: alone,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
