import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { buildFolder, root } from "./paths.mjs";

/** What the bundle is made of, and what is installed. */
const watched = [
  "connectors",
  "lib",
  "package-lock.json",
  "tsconfig.json",
  "node_modules/.package-lock.json",
];
const ignored = /^(generated|testing|fixtures|node_modules|README\.md)$|\.test\.tsx?$/;
const noteFile = path.join(buildFolder, "data-stamp");

/**
 * Sizes and times of all sources, in one text: a hundred times quicker to make than a hash of their content. Another
 * text says nothing more than that one must look closer.
 */
export function glance(repository = root) {
  const hash = createHash("md5");
  for (const entry of watched) look(path.join(repository, entry), hash);
  return hash.digest("hex");
}

/** @param {string} glanced */
export function isAsNoted(glanced) {
  try {
    return fs.readFileSync(noteFile, "utf8") === glanced;
  } catch {
    return false;
  }
}

/** @param {string} glanced taken before the work that it vouches for */
export function note(glanced) {
  fs.writeFileSync(noteFile, glanced);
}

/**
 * @param {string} file
 * @param {import("node:crypto").Hash} hash
 */
function look(file, hash) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return;
  if (stat.isDirectory()) {
    for (const name of fs.readdirSync(file)) if (!ignored.test(name)) look(`${file}/${name}`, hash);
  } else hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\0`);
}
