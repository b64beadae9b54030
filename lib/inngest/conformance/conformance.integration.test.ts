import type pg from "pg";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createPool } from "@/lib/db/pool";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { describeWithInngestServer, testInngestServer } from "@/tests/support/inngest-server";
import { createEmbeddedAdapter } from "./embedded-adapter";
import { createServerAdapter } from "./server-adapter";
import { features, startConformance, type Conformance } from "./suite";

describe("the embedded executor", () => {
  let database: ConsoleDatabase;
  let pool: pg.Pool;
  let conformance: Conformance;

  beforeAll(async () => {
    database = await startConsoleDatabase();
    pool = createPool(database.url, 10);
    const quiet = () => undefined;
    const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
    conformance = await startConformance(createEmbeddedAdapter({ pool, log }));
  });

  afterAll(async () => {
    await conformance.stop();
    await pool.end();
    await database.stop();
  });

  for (const feature of features) it(feature.name, () => conformance.check(feature));
});

describeWithInngestServer("a real Inngest server", () => {
  let conformance: Conformance;

  beforeAll(async () => {
    if (testInngestServer) conformance = await startConformance(createServerAdapter(testInngestServer));
  });

  afterAll(() => conformance.stop());

  for (const feature of features)
    it(feature.name, { timeout: 30 * 60_000 }, () => conformance.check(feature));
});
