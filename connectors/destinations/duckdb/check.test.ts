import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { checkDestination } from "./check";
import { spec } from "./config";

let ctx: TestContext;
let root: string;
beforeEach(async () => {
  ctx = await createTestContext();
  root = ctx.localFiles.root;
});
afterEach(() => ctx.dispose());

const check = (file: string) => checkDestination(spec.parse({ destination_path: file }), ctx);

describe("what a check leaves behind", () => {
  it("is nothing of the file and the folders that it made", async () => {
    await check("a/b/new.duckdb");
    expect(await readdir(root)).toEqual([]);
  });

  it("is the folder that was there, with what is in it", async () => {
    await mkdir(path.join(root, "a/b"), { recursive: true });
    await check("a/b/new.duckdb");
    expect(await readdir(path.join(root, "a"))).toEqual(["b"]);
    await writeFile(path.join(root, "a/note.txt"), "");
    await check("a/c/new.duckdb");
    expect(await readdir(path.join(root, "a"))).toEqual(["b", "note.txt"]);
  });
});
