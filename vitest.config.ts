import path from "node:path";
import { defineConfig } from "vitest/config";

const alias = {
  "@": path.resolve(import.meta.dirname),
  "server-only": path.resolve(import.meta.dirname, "tests/support/empty.ts"),
};

/** Two projects: `unit` needs nothing but Node; `integration` needs servers, and says so when one is missing. */
export default defineConfig({
  resolve: { alias },
  test: {
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
          include: ["{lib,connectors}/**/*.integration.test.ts", "tests/integration/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
