import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectNoneLeft, openWorkshop, postmasterOf, query, type Workshop } from "./testing/harness";
import { unprivilegedUser } from "./server-user";

describe("the embedded database", () => {
  let workshop: Workshop;
  let dataDir: string;
  let count = 0;

  beforeAll(async () => {
    workshop = await openWorkshop({ packages: "linked" });
  });
  afterAll(() => workshop.remove());
  beforeEach(() => {
    dataDir = path.join(workshop.folder, `data-${count++}`);
  });

  it("keeps what was written over an orderly end and leaves no process", async () => {
    const first = await workshop.hold(dataDir);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    expect(await first.end()).toBe(0);
    await expectNoneLeft(dataDir);

    const second = await workshop.hold(dataDir);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await second.end();
  });

  it("is durable, UTF-8, listens on its socket only and asks for the password", async () => {
    const holder = await workshop.hold(dataDir);
    const show = (name: string) => `current_setting('${name}') AS ${name}`;
    const names = ["fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "server_encoding"];
    expect(await query(holder.url, `SELECT ${names.map(show).join(", ")}`)).toEqual([
      {
        fsync: "on",
        full_page_writes: "on",
        synchronous_commit: "on",
        listen_addresses: "",
        server_encoding: "UTF8",
      },
    ]);
    const wrong = new URL(holder.url);
    wrong.password = "wrong";
    await expect(query(wrong.toString(), "SELECT 1")).rejects.toThrow(/password authentication failed/);
    await holder.end();
  });

  it("opens its folders and files to nobody else", async () => {
    const holder = await workshop.hold(dataDir);
    const modeOf = (file: string) => (fs.statSync(path.join(dataDir, file)).mode & 0o777).toString(8);
    expect(["", "postgres", "postgres/data"].map(modeOf)).toEqual(["700", "700", "700"]);
    expect(["postgres.password", "postgres/server.log"].map(modeOf)).toEqual(["600", "600"]);
    await holder.end();
  });

  it.each([
    "with spaces",
    `quote'"s, commas, $dollars & ünïcödé`,
    "x".repeat(120),
    `${"deep/".repeat(40)}folder`,
  ])("runs in a folder named %s", async (name) => {
    const folder = path.join(dataDir, name);
    const holder = await workshop.hold(folder);
    expect(await query(holder.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    const socketFolder = new URL(holder.url).searchParams.get("host") ?? "";
    await holder.end();
    await expectNoneLeft(folder);
    expect(fs.existsSync(socketFolder)).toBe(socketFolder.startsWith(workshop.folder));
  });

  it("refuses a temporary socket folder that is open to others", async () => {
    const folder = path.join(dataDir, "x".repeat(120));
    const holder = await workshop.hold(folder);
    const socketFolder = new URL(holder.url).searchParams.get("host") ?? "";
    await holder.end();
    fs.mkdirSync(socketFolder, { mode: 0o777 });
    fs.chmodSync(socketFolder, 0o777);
    await expect(workshop.hold(folder)).rejects.toThrow(
      /belongs to somebody else.*SLUICE_DATA_DIR to a shorter path/,
    );
    fs.rmdirSync(socketFolder);
  });

  it("serves several processes with one server, until the last has ended", async () => {
    const first = await workshop.hold(dataDir);
    const second = await workshop.hold(dataDir);
    const postmaster = postmasterOf(dataDir);
    await first.end();
    expect(await query(second.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
    expect(postmasterOf(dataDir)).toBe(postmaster);
    await second.end();
    await expectNoneLeft(dataDir);
  });

  it("starts once when four processes come at the same time", async () => {
    const holders = await Promise.all([1, 2, 3, 4].map(() => workshop.hold(dataDir)));
    const starts = await Promise.all(
      holders.map(({ url }) => query(url, "SELECT pg_postmaster_start_time()::text AS at")),
    );
    expect(new Set(starts.map(([row]) => row?.at)).size).toBe(1);
    await Promise.all(holders.map((holder) => holder.end()));
    await expectNoneLeft(dataDir);
  });

  it("ends promptly although clients are connected", async () => {
    const holder = await workshop.hold(dataDir);
    const client = new pg.Client({ connectionString: holder.url });
    client.on("error", () => undefined);
    await client.connect();
    const cut = expect(client.query("SELECT pg_sleep(600)")).rejects.toThrow();
    expect(await holder.end()).toBe(0);
    await cut;
    await expectNoneLeft(dataDir);
  });

  it("starts although postmaster.pid and the socket's lock name another living program", async () => {
    const first = await workshop.hold(dataDir);
    await query(first.url, "CREATE TABLE kept AS SELECT 42 AS answer");
    const locks = ["postgres/data/postmaster.pid", "postgres/.s.PGSQL.5432.lock"].map((name) =>
      path.join(dataDir, name),
    );
    const stale = locks.map((file) => fs.readFileSync(file, "utf8").replace(/^\d+/, String(process.pid)));
    await first.end();
    locks.forEach((file, index) => fs.writeFileSync(file, stale[index] ?? ""));

    const second = await workshop.hold(dataDir);
    expect(await query(second.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
    await second.end();
  });

  it("refuses the folder of a newer PostgreSQL and changes nothing", async () => {
    const holder = await workshop.hold(dataDir);
    await holder.end();
    const version = path.join(dataDir, "postgres/data/PG_VERSION");
    fs.writeFileSync(version, "99\n");
    await expect(workshop.hold(dataDir)).rejects.toThrow(
      /PostgreSQL 99.*newer version of Sluice.*Nothing was changed/,
    );
    expect(fs.readFileSync(version, "utf8")).toBe("99\n");
  });

  it("says which file is missing when the password was deleted", async () => {
    const holder = await workshop.hold(dataDir);
    await holder.end();
    fs.rmSync(path.join(dataDir, "postgres.password"));
    await expect(workshop.hold(dataDir)).rejects.toThrow(/postgres\.password is missing/);
  });

  it("asks for DATABASE_URL where its package is not installed", async () => {
    const bare = await openWorkshop({ packages: "none" });
    try {
      await expect(bare.hold(path.join(bare.folder, "data"))).rejects.toThrow(
        /is not installed.*set DATABASE_URL/,
      );
    } finally {
      bare.remove();
    }
  });

  it("runs for an ordinary user", async ({ skip }) => {
    if (process.getuid?.() !== 0) skip("this user is an ordinary one already: all other tests show it");
    const user = unprivilegedUser(fs.readFileSync("/etc/passwd", "utf8"));
    const own = await openWorkshop({ packages: "copied" });
    try {
      fs.chmodSync(own.folder, 0o755);
      const folder = path.join(own.folder, "data");
      fs.mkdirSync(folder, { mode: 0o700 });
      fs.chownSync(folder, user?.uid ?? 0, user?.gid ?? 0);
      const holder = await own.hold(folder, user);
      expect(fs.statSync(path.join(folder, "postgres/data")).uid).toBe(user?.uid);
      await query(holder.url, "CREATE TABLE kept AS SELECT 42 AS answer");
      await holder.kill();
      await expectNoneLeft(folder);

      // The same folder, now started by root: the server goes on as the owner of the data.
      const asRoot = await own.hold(folder);
      expect(await query(asRoot.url, "SELECT answer FROM kept")).toEqual([{ answer: 42 }]);
      await asRoot.end();
    } finally {
      own.remove();
    }
  });
});
