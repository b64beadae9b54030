import { writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startHeimdall, type TestHeimdall } from "@/tests/support/heimdall";
import { describeWithPostgres } from "@/tests/support/postgres";
import { sluice } from "@/tests/support/sluice";
import { rowsOf, useSluiceLab } from "@/tests/support/sluice-lab";

const apiKey = "planted-key-of-alice";
let heimdall: TestHeimdall;

beforeEach(async () => {
  heimdall = await startHeimdall();
});
afterEach(() => heimdall.stop());

describeWithPostgres("write authentication on the command line", () => {
  const lab = useSluiceLab();

  async function configure(write_authentication: object): Promise<string[]> {
    const { source, target, folder } = lab();
    const endOf = (url: string) => {
      const { hostname, port, pathname, username } = new URL(url);
      return { host: hostname, port: Number(port), database: pathname.slice(1), username };
    };
    const file = path.join(folder, "sync.json");
    await writeFile(
      file,
      JSON.stringify({
        source: { connector: "postgres", config: endOf(source.url) },
        destination: {
          connector: "postgres",
          config: { ...endOf(target.url), schema: "public", write_authentication },
        },
      }),
    );
    return ["--config", file];
  }

  const external = () => ({ type: "heimdall", api_key: apiKey, base_url: heimdall.baseUrl });
  const tables = () =>
    lab().target.query(
      "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );

  it("asks about all streams at once before it writes, and syncs what is allowed", async () => {
    const { code } = await sluice(["sync", ...(await configure(external()))]);
    expect(code).toBe(0);
    expect(heimdall.asked[0]).toEqual(["dataos://postgres:public/notes", "dataos://postgres:public/orders"]);
    expect(await rowsOf(lab().target, "orders")).toHaveLength(1000);
  });

  it("leaves the destination untouched where one of the streams is refused, and says which", async () => {
    heimdall.judge = (path) => !path.endsWith("/orders");
    const { code, stderr, stdout } = await sluice(["sync", ...(await configure(external()))]);
    expect(code).toBe(1);
    expect(stderr).toContain("alice may not write dataos://postgres:public/orders: Not yours.");
    expect(stderr + stdout).not.toContain(apiKey);
    expect(await tables()).toEqual([]);
  });

  it("tries again where nobody answers, and goes on once somebody does", async () => {
    heimdall.outages = 1;
    const { code } = await sluice(["sync", ...(await configure(external()))]);
    expect(code).toBe(0);
    expect(await rowsOf(lab().target, "orders")).toHaveLength(1000);
  });

  it("finds its state again, whoever decides meanwhile", async () => {
    const args = ["--streams", "orders", "--mode", "incremental", "--cursor", "updated_at", "--json"];
    const first = await sluice(["sync", ...(await configure({ type: "none" })), ...args]);
    expect(first.code).toBe(0);
    const second = await sluice(["sync", ...(await configure(external())), ...args]);
    expect(second.code).toBe(0);
    expect(JSON.parse(second.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      streams: [{ rowsRead: 0 }],
    });
  });

  it("tells with a dry run that the sync would be refused", async () => {
    heimdall.judge = () => false;
    const { code, stderr } = await sluice(["sync", "--dry-run", ...(await configure(external()))]);
    expect(code).toBe(1);
    expect(stderr).toContain("alice may not write");
  });

  it("checks a destination only with leave", async () => {
    heimdall.judge = (path) => !path.endsWith("/_sluice");
    const { code, stdout } = await sluice(["check", ...(await configure(external()))]);
    expect(code).toBe(1);
    expect(stdout).toContain("alice may not write dataos://postgres:public/_sluice");
  });

  it("cannot ask a console, and says so before it writes", async () => {
    const { code, stderr } = await sluice([
      "sync",
      ...(await configure({ type: "builtin", api_key: apiKey })),
    ]);
    expect(code).not.toBe(0);
    expect(stderr).toContain("on the command line there is none");
    expect(await tables()).toEqual([]);
  });

  it("refuses a path of unknown placeholders as a wrong call", async () => {
    const section = { ...external(), path_template: "dataos://{table}" };
    const { code, stderr } = await sluice(["sync", ...(await configure(section))]);
    expect(code).toBe(2);
    expect(stderr).toContain('write_authentication.path_template: "{table}" is not a placeholder');
  });
});
