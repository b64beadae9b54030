import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ensureBuilt, ensureBundled, ensureGenerated } from "@/lib/bootstrap/build.mjs";
import { applyMigrations } from "@/lib/db/migrate";
import { createEmptyDatabase } from "@/tests/support/console-database";
import { startConsoleProcess, type ConsoleProcess } from "@/tests/support/console-process";
import { childrenOf, processesIn } from "@/tests/support/processes";

const migrations = path.resolve(import.meta.dirname, "../../prisma/migrations");

describe("npm start", { timeout: 180_000 }, () => {
  let dataDir: string;
  let running: ConsoleProcess[];

  beforeAll(async () => {
    await ensureGenerated();
    await ensureBundled();
    await ensureBuilt({ basePath: "", distDir: ".next" });
  }, 600_000);

  beforeEach(() => {
    dataDir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sluice test ")), "data");
    running = [];
  });

  afterEach(async () => {
    await Promise.all(running.map(({ signal }) => signal("SIGKILL")));
    if (fs.existsSync(dataDir)) await expectEnded(() => processesIn(dataDir));
    fs.rmSync(path.dirname(dataDir), { recursive: true });
  });

  async function start(variables: Record<string, string> = {}): Promise<ConsoleProcess> {
    const started = await startConsoleProcess({ SLUICE_DATA_DIR: dataDir, ...variables });
    running.push(started);
    return started;
  }

  it("serves a page, keeps its folder to itself, ends with 0 on SIGTERM, and starts again", async () => {
    const first = await start();
    expect((await fetch(first.url ?? "", { redirect: "manual" })).status).toBeLessThan(400);
    expect(fs.statSync(dataDir).mode & 0o777).toBe(0o700);
    expect(fs.statSync(path.join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
    const children = childrenOf(first.pid);
    expect(await first.signal("SIGTERM")).toBe(0);
    await expectEnded(() => [...children, ...processesIn(dataDir)]);

    const second = await start();
    expect((await fetch(second.url ?? "", { redirect: "manual" })).status).toBeLessThan(400);
    expect(await second.signal("SIGINT")).toBe(0);
  });

  it("leaves no process behind when it is killed", async () => {
    const killed = await start();
    const children = childrenOf(killed.pid);
    await killed.signal("SIGKILL");
    await expectEnded(() => [...children, ...processesIn(dataDir)]);
  });

  it("refuses a data folder that another console uses, which goes on undisturbed", async () => {
    const first = await start();
    const second = await start();
    expect(second.url).toBeUndefined();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(
      `Another Sluice is at work on ${dataDir}/postgres (sluice console, process ${first.pid} on`,
    );
    expect((await fetch(first.url ?? "", { redirect: "manual" })).status).toBeLessThan(400);
  });

  it("names the port that is in use, before it touches anything", async () => {
    const first = await start();
    const port = new URL(first.url ?? "").port;
    const elsewhere = path.join(path.dirname(dataDir), "elsewhere");
    const second = await start({ PORT: port, SLUICE_DATA_DIR: elsewhere });
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Port ${port} on 127.0.0.1 is in use by another program`);
    expect(fs.existsSync(elsewhere)).toBe(false);
  });

  it("names every bad variable with the reason and an example, before it touches anything", async () => {
    const { ended, output } = await start({
      PORT: "many",
      SLUICE_BASE_PATH: "airbyte/",
      DATABASE_URL: "mysql://localhost/x",
    });
    expect(await ended).toBe(1);
    for (const name of ["PORT", "SLUICE_BASE_PATH", "DATABASE_URL"]) {
      expect(output()).toMatch(new RegExp(`^  ${name} must be .*, for example \\S+`, "m"));
    }
    expect(fs.existsSync(dataDir)).toBe(false);
  });

  it("says that a data folder cannot be one", async () => {
    fs.writeFileSync(dataDir, "a file");
    const { ended, output } = await start();
    expect(await ended).toBe(1);
    expect(output()).toContain(`The folder ${dataDir} cannot be used`);
    expect(fs.readFileSync(dataDir, "utf8")).toBe("a file");
    fs.rmSync(dataDir);
  });

  it("says why DATABASE_URL cannot be reached, without its password", async () => {
    const { ended, output } = await start({
      DATABASE_URL: "postgresql://ann:hidden-word@127.0.0.1:1/sluice",
    });
    expect(await ended).toBe(1);
    expect(output()).toContain("DATABASE_URL: 127.0.0.1:1/sluice cannot be used: nobody listens there.");
    expect(output()).not.toContain("hidden-word");
  });

  describe("with a database of one's own", () => {
    let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
    let client: pg.Client;

    beforeEach(async () => {
      database = await createEmptyDatabase();
      client = new pg.Client({ connectionString: database.url });
      await client.connect();
    });
    afterEach(async () => {
      await Promise.all(running.map(({ signal }) => signal("SIGKILL")));
      await client.end();
      await database.drop();
    });

    it("serves a page, and starts no other database", async () => {
      const console = await start({ DATABASE_URL: database.url });
      expect((await fetch(console.url ?? "", { redirect: "manual" })).status).toBeLessThan(400);
      expect(processesIn(dataDir)).toEqual([]);
      expect(await console.signal("SIGTERM")).toBe(0);
    });

    it("refuses one of a newer version and changes nothing", async () => {
      await applyMigrations(database.url, migrations);
      await client.query(
        "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29991231235959_future', now())",
      );
      fs.mkdirSync(dataDir);
      fs.writeFileSync(path.join(dataDir, "secret.key"), "k".repeat(44));
      const { ended, output } = await start({ DATABASE_URL: database.url });
      expect(await ended).toBe(1);
      expect(output()).toMatch(
        /belongs to a newer version of Sluice.*29991231235959_future.*Nothing was changed/s,
      );
    });

    it("refuses to make a new key beside a database that an older one has sealed", async () => {
      await applyMigrations(database.url, migrations);
      const { ended, output } = await start({ DATABASE_URL: database.url });
      expect(await ended).toBe(1);
      expect(output()).toMatch(/secret\.key is missing: it opens the secrets/);
      expect(fs.existsSync(path.join(dataDir, "secret.key"))).toBe(false);
    });

    it("names the database that does not exist", async () => {
      const url = new URL(database.url);
      url.pathname = "/no_such_database";
      const { ended, output } = await start({ DATABASE_URL: url.toString() });
      expect(await ended).toBe(1);
      expect(output()).toContain("it has no database no_such_database. Create it first");
    });
  });
});

/** Waits until none of them is alive. */
async function expectEnded(pids: () => number[]): Promise<void> {
  await expect
    .poll(() => pids().filter((pid) => fs.existsSync(`/proc/${pid}/cwd`)), { timeout: 20_000 })
    .toEqual([]);
}
