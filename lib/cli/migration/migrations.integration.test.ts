import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, inject, it } from "vitest";
import { readMigrations } from "@/lib/db/migrate-folder";
import { schemaDifference } from "./schema-engine";

const root = path.resolve(import.meta.dirname, "../../..");
const schemaFolder = path.join(root, "prisma/schema");
const serverUrl = inject("consoleServer").url;

describe("the migrations", () => {
  it("lead to prisma/schema (else: npm run sluice -- migration NAME)", async () => {
    const migrations = readMigrations(path.join(root, "prisma/migrations"));
    expect(await schemaDifference({ migrations, schemaFolder, serverUrl })).toBeUndefined();
  });
});

describe("schemaDifference", () => {
  let folder: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
    write("base.prisma", 'datasource db {\n  provider = "postgresql"\n}\n');
    write("book.prisma", "model book {\n  id Int @id\n  title String\n}\n");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function write(name: string, content: string): void {
    fs.writeFileSync(path.join(folder, name), content);
  }

  const migration = (script: string) => [{ name: "1_init", script, checksum: "" }];

  it("is the whole schema for no migrations", async () => {
    const script = await schemaDifference({ migrations: [], schemaFolder: folder, serverUrl });
    expect(script).toContain('CREATE TABLE "book"');
    expect(
      await schemaDifference({ migrations: migration(script ?? ""), schemaFolder: folder, serverUrl }),
    ).toBeUndefined();
  });

  it("is what has been added since", async () => {
    const script = await schemaDifference({ migrations: [], schemaFolder: folder, serverUrl });
    write("book.prisma", "model book {\n  id Int @id\n  title String\n  pages Int?\n}\n");
    const difference = await schemaDifference({
      migrations: migration(script ?? ""),
      schemaFolder: folder,
      serverUrl,
    });
    expect(difference).toContain('ADD COLUMN     "pages" INTEGER');
  });
});
