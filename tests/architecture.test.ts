import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const folders = ["app", "components", "lib", "connectors", "tests"];
const importPattern =
  /(?:^|\n)\s*(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

interface SourceFile {
  /** From the root, with forward slashes. */
  path: string;
  text: string;
  /** Imports inside the repository as paths from the root; packages by name. */
  imports: string[];
}

const files = folders.flatMap((folder) => listFiles(path.join(root, folder))).map(readSource);
const product = files.filter((file) => !isTest(file.path));

describe("who may import whom", () => {
  it("a connector imports the SDK, zod and its vendor's client, and nothing of another connector or the product", () => {
    const connectors = product.filter((file) => /^connectors\/(sources|destinations)\//.test(file.path));
    expect(connectors.length).toBeGreaterThan(0);
    expect(
      violations(connectors, (target, file) => {
        const own = file.path.split("/").slice(0, 3).join("/");
        return isInside(target, own) || isInside(target, "connectors/sdk") || !isOurs(target);
      }),
    ).toEqual([]);
  });

  it("the SDK imports nothing of the product", () => {
    expect(
      violations(under("connectors/sdk"), (target) => isInside(target, "connectors/sdk") || !isOurs(target)),
    ).toEqual([]);
  });

  it("the engine and normalization import the SDK and each other, no Prisma, no Inngest, no Next", () => {
    const pure = [...under("lib/sync"), ...under("lib/normalization")];
    const allowed = ["connectors/sdk", "lib/sync", "lib/normalization", "zod"];
    expect(
      violations(
        pure,
        (target) => allowed.some((folder) => isInside(target, folder)) || target.startsWith("node:"),
      ),
    ).toEqual([]);
  });

  it("components import no service, query, database or connector", () => {
    const forbidden =
      /^lib\/(db|env|runtime|worker|inngest|bootstrap)(\/|$)|^lib\/[^/]+\/(service|queries)$|^connectors\//;
    expect(violations(under("components"), (target) => !forbidden.test(target))).toEqual([]);
  });

  it("app imports no database and no connector but the registry's catalogue", () => {
    expect(
      violations(
        under("app"),
        (target) => !/^lib\/db(\/|$)|^connectors\/(sources|destinations)\//.test(target),
      ),
    ).toEqual([]);
  });

  it("only lib/db makes a PrismaClient", () => {
    const makers = product.filter((file) => /new PrismaClient\(/.test(file.text)).map((file) => file.path);
    expect(makers).toEqual(["lib/db/index.ts"]);
  });

  it('"use server" stands only in lib/<domain>/actions.ts', () => {
    const elsewhere = product.filter(
      (file) => /^["']use server["']/m.test(file.text) && !/^lib\/[^/]+\/actions\.ts$/.test(file.path),
    );
    expect(elsewhere.map((file) => file.path)).toEqual([]);
  });

  it("only lib/env and the bootstrap read process.env", () => {
    const readers = product.filter(
      (file) =>
        /process\.env\b/.test(withoutComments(file.text)) && !/^(lib\/env|lib\/bootstrap)\//.test(file.path),
    );
    expect(readers.map((file) => file.path).filter((reader) => !reader.startsWith("tests/"))).toEqual([]);
  });

  it("test helpers stay out of the product", () => {
    const shipped = product.filter(
      (file) =>
        !file.path.startsWith("tests/") &&
        !file.path.includes("/testing/") &&
        !file.path.includes("/conformance/"),
    );
    expect(
      violations(shipped, (target) => !isInside(target, "tests") && !target.includes("/testing")),
    ).toEqual([]);
  });
});

describe("the console's text", () => {
  const texts = under("components/text");

  it("knows of the console only how numbers are written", () => {
    expect(texts.length).toBeGreaterThan(0);
    const allowed = ["components/text", "components/ui/format", "react", "cronstrue"];
    expect(violations(texts, (target) => allowed.some((one) => isInside(target, one)))).toEqual([]);
  });

  it("does not come from what components call of lib, but for refusals, which are the API's", () => {
    const refusing = ["lib/auth/roles", "lib/connections/schedule", "lib/members/rules"];
    const called = new Set(under("components").flatMap(valueImports));
    expect([...called]).toEqual(expect.arrayContaining(refusing));
    const speaking = under("lib")
      .filter((file) => called.has(file.path.replace(/\.ts$/, "")))
      .filter((file) => sentence.test(withoutComments(file.text).replace(thrown, "")))
      .map((file) => file.path.replace(/\.ts$/, ""));
    expect(speaking.sort()).toEqual(refusing);
  });

  it("is all used", () => {
    const unused = texts.flatMap((file) => {
      const name = file.path.replace(/\.tsx?$/, "");
      const users = product.flatMap((user) => usesOf(user, name)).join("\n");
      const own = withoutComments(file.text);
      return [...own.matchAll(/^export (?:const|function) (\w+)/gm)]
        .map((match) => match[1] ?? "")
        .filter((text) => !new RegExp(`\\.${text}\\b`).test(users) && own.split(text).length < 3)
        .map((text) => `${file.path}: ${text}`);
    });
    expect(unused).toEqual([]);
  });
});

describe("files", () => {
  it("are named in kebab-case", () => {
    const odd = files
      .map((file) => file.path)
      .filter((name) => !name.split("/").every((part) => isKebab(part) || isRouteSegment(part)));
    expect(odd).toEqual([]);
  });

  it("of tests that mock modules say so in their names, because others share theirs", () => {
    const mocking = files.filter(
      ({ path: name, text }) => name.endsWith(".test.ts") && /^vi\.(mock|doMock)\(/m.test(text),
    );
    expect(mocking.length).toBeGreaterThan(0);
    expect(
      mocking
        .filter(({ path: name }) => !/\.mocking(\.integration)?\.test\.ts$/.test(name))
        .map(({ path: name }) => name),
    ).toEqual([]);
  });

  it("have no default exports but where Next and tools ask for them", () => {
    const asked =
      /^app\/.*(page|layout|loading|error|not-found|forbidden|global-error|template|default)\.tsx$/;
    const odd = product.filter((file) => /^export default /m.test(file.text) && !asked.test(file.path));
    expect(odd.map((file) => file.path)).toEqual([]);
  });
});

function under(folder: string): SourceFile[] {
  return product.filter((file) => isInside(file.path, folder));
}

/** What a file takes of a text module, as `.name`: by name, or of one that it imports whole. */
function usesOf(file: SourceFile, module: string): string[] {
  if (!file.imports.includes(module)) return [];
  const own = isInside(file.path, "components/text") ? "|\\." : "";
  const from = `from "(?:@/text|@/components/text/en${own})/${path.posix.basename(module)}"`;
  const named = new RegExp(`import \\{([^}]*)\\} ${from}`).exec(file.text)?.[1];
  if (named !== undefined) return named.split(",").map((name) => `.${name.trim()}`);
  const local = new RegExp(`import (?:type )?\\* as (\\w+) ${from}`).exec(file.text)?.[1];
  return [...file.text.matchAll(new RegExp(`\\b${local ?? "text"}(\\.\\w+)`, "g"))].map(
    (match) => match[1] ?? "",
  );
}

const thrown = /new \w*Error\([^()]*\)/g;
/** A string of three words. */
const sentence = /(["'`])[^"'`\n]*\p{L} \p{L}+ \p{L}[^"'`\n]*\1/u;

/** Modules of which the file takes more than types. */
function valueImports({ text }: SourceFile): string[] {
  return [...text.matchAll(/import (?!type )([^;]*?) from "@\/(lib\/[^"]+)"/g)]
    .filter(([, names = ""]) => /^(\{\s*)?(?!type )\w|,\s*(?!type )\w/.test(names))
    .map(([, , module = ""]) => module);
}

function violations(sources: SourceFile[], allows: (target: string, file: SourceFile) => boolean): string[] {
  return sources.flatMap((file) =>
    file.imports.filter((target) => !allows(target, file)).map((target) => `${file.path} → ${target}`),
  );
}

function listFiles(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const full = path.join(folder, name);
    if (statSync(full).isDirectory())
      return name === "generated" || name === "node_modules" ? [] : listFiles(full);
    return /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith(".d.ts") ? [full] : [];
  });
}

function readSource(full: string): SourceFile {
  const text = readFileSync(full, "utf8");
  const name = path.relative(root, full).replaceAll(path.sep, "/");
  const imports = [...text.matchAll(importPattern)].map((match) => resolve(name, match[1] ?? match[2] ?? ""));
  return { path: name, text, imports };
}

function resolve(from: string, specifier: string): string {
  if (specifier.startsWith("@/text/")) return `components/text/en/${specifier.slice("@/text/".length)}`;
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return path.posix.join(path.posix.dirname(from), specifier);
  return specifier;
}

function isOurs(target: string): boolean {
  return folders.some((folder) => isInside(target, folder));
}

function isInside(target: string, folder: string): boolean {
  return target === folder || target.startsWith(`${folder}/`);
}

/** Tests, and what only tests use: a `testing` file or folder beside the code. */
function isTest(name: string): boolean {
  return /\.test\.tsx?$|\/testing(\.ts$|\/)/.test(name);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, "");
}

function isKebab(part: string): boolean {
  return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/.test(part);
}

/** Folders of Next's router: (group), [param], [...rest], @slot, _private. */
function isRouteSegment(part: string): boolean {
  return /^(\([a-z-]+\)|\[\[?(\.\.\.)?[a-zA-Z]+\]?\]|@[a-z]+|_[a-z-]+)$/.test(part);
}
