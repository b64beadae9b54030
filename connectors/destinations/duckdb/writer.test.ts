import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FencedError, TransientError } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { rows, Warehouse } from "./testing/warehouse";

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await Warehouse.create();
});
afterEach(() => warehouse.dispose());

describe("one file and several writers", () => {
  it("let an old writer do nothing more once a newer one is open", async () => {
    const stream = warehouse.plan();
    const old = await warehouse.open(warehouse.feed(stream));
    await old.write(0, rows([1, "old", 1]));
    const newer = await warehouse.open(warehouse.feed(stream));
    await expect(old.checkpoint()).rejects.toBeInstanceOf(FencedError);
    await expect(old.write(0, rows([2, "old", 1]))).rejects.toBeInstanceOf(FencedError);
    await expect(old.commit(checkpointOf(warehouse.feed(stream), 1, 1))).rejects.toBeInstanceOf(FencedError);
    await old.close();
    await newer.close();
    expect(await warehouse.query("SELECT count(*) FROM orders")).toEqual([["0"]]);
  });

  it("write two feeds side by side", async () => {
    const streams = [warehouse.plan({ name: "one" }), warehouse.plan({ name: "two" })];
    const feeds = streams.map((stream) => warehouse.feed(stream));
    const writers = await Promise.all(feeds.map((feed) => warehouse.open(feed)));
    await Promise.all(writers.map((writer, index) => writer.write(0, rows([index, "x", 1]))));
    await Promise.all(
      writers.map((writer, index) =>
        writer.commit(checkpointOf(feeds[index] ?? warehouse.feed(warehouse.plan()), 1, 1, true)),
      ),
    );
    await Promise.all(writers.map((writer) => writer.close()));
    expect(await warehouse.query("SELECT one.id, two.id FROM one, two")).toEqual([["0", "1"]]);
  });

  it("let other programs have the file between slices", async () => {
    await warehouse.load(warehouse.feed(warehouse.plan()), rows([1, "one", 1]));
    const holder = await holdFile();
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(existsSync(`${warehouse.file}.wal`)).toBe(false);
  });

  it("wait for another program that holds it, and name that one", async () => {
    await warehouse.load(warehouse.feed(warehouse.plan()), rows([1, "one", 1]));
    const holder = await holdFile();
    const error: unknown = await warehouse
      .open(warehouse.feed(warehouse.plan()))
      .catch((reason: unknown) => reason);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain(`PID ${holder.pid}`);
    await warehouse.load(warehouse.feed(warehouse.plan({ syncId: 2 })), rows([2, "two", 1]));
  });

  it("end soon after the work is cancelled, and keep nothing uncommitted", async () => {
    const writer = await warehouse.open(warehouse.feed(warehouse.plan()));
    await writer.write(0, rows([1, "one", 1]));
    warehouse.ctx.abort(new Error("cancelled"));
    await expect(writer.write(0, rows([2, "two", 1]))).rejects.toThrow("cancelled");
    await writer.close();
    expect(await warehouse.query("SELECT count(*) FROM orders")).toEqual([["0"]]);
  });

  async function holdFile(): Promise<ChildProcess> {
    const script = `const { DuckDBInstance } = require("@duckdb/node-api");
      DuckDBInstance.create(process.argv[1]).then(() => process.stdout.write("held"), (error) => process.stdout.write(error.message));
      setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ["-e", script, warehouse.file], { cwd: import.meta.dirname });
    const [output] = (await once(child.stdout, "data")) as [Buffer];
    expect(output.toString()).toBe("held");
    return child;
  }
});
