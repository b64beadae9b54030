import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": path.resolve(import.meta.dirname),
  "server-only": path.resolve(import.meta.dirname, "tests/support/empty.ts"),
};

/** Of whole consoles under load, those that are sensitive to time: beside others they would measure the machine. */
const alone = [
  "lib/inngest/**/*.integration.test.ts",
  "tests/integration/{faults,network,parallel-streams,pulsar-restart,server-faults,start,write-authentication}.test.ts",
];

/**
 * `unit` needs nothing but Node; the others need servers, and say so when one is missing. The files of `alone` run one
 * after the other.
 */
export default defineConfig({
  resolve: { alias },
  test: {
    // By default one core is left out, which is half of a small machine.
    maxWorkers: "100%",
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          testTimeout: 30_000,
          hookTimeout: 30_000,
          include: ["{app,components,lib,connectors}/**/*.test.{ts,tsx}", "tests/*.test.ts"],
          exclude: ["**/*.integration.test.ts", "**/node_modules/**"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          globalSetup: "tests/support/console-server.ts",
          include: ["{lib,connectors}/**/*.integration.test.ts"],
          exclude: [...alone, "**/node_modules/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "consoles",
          globalSetup: "tests/support/console-server.ts",
          include: ["tests/integration/**/*.test.ts"],
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
