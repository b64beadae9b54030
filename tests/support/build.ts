import { mkdir } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const root = path.resolve(import.meta.dirname, "../..");

/** Bundles a TypeScript entry for a process of its own, as the product's entries are, and returns the file. */
export async function bundleForTest(entry: string): Promise<string> {
  const name = path
    .relative(root, path.resolve(root, entry))
    .replaceAll(path.sep, "-")
    .replace(/\.ts$/, ".mjs");
  const outfile = path.join(root, ".build/tests", `${process.pid}-${name}`);
  await mkdir(path.dirname(outfile), { recursive: true });
  await build({
    entryPoints: [path.resolve(root, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    tsconfig: path.join(root, "tsconfig.json"),
    sourcemap: "inline",
    logLevel: "silent",
  });
  return outfile;
}
