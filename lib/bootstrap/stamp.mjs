import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** Files that no output depends on. */
const ignored = /\.(test|integration\.test)\.tsx?$|\.md$|(^|\/)(testing|generated|node_modules)(\/|$)/;

/**
 * A hash over the content of files and folders of the repository, and over what else the output depends on.
 *
 * @param {string[]} entries paths from the root; those that do not exist count as such
 * @param {string[]} [facts]
 */
export function contentHash(entries, facts = []) {
  const hash = createHash("sha256");
  for (const file of entries.flatMap(listFiles).sort()) {
    hash
      .update(`${file}\0`)
      .update(fs.readFileSync(path.join(root, file)))
      .update("\0");
  }
  for (const fact of facts) hash.update(`${fact}\0`);
  return hash.digest("hex");
}

/**
 * Is the output of this stamp there?
 *
 * @param {string} stampFile
 * @param {string} hash
 */
export function isFresh(stampFile, hash) {
  return fs.existsSync(stampFile) && fs.readFileSync(stampFile, "utf8") === hash;
}

/**
 * Runs `work` and stamps its output. Interrupted, it leaves no stamp.
 *
 * @param {string} stampFile
 * @param {string} hash
 * @param {() => Promise<void>} work
 */
export async function stamped(stampFile, hash, work) {
  fs.rmSync(stampFile, { force: true });
  await work();
  fs.writeFileSync(stampFile, hash);
}

/**
 * @param {string} entry
 * @returns {string[]}
 */
function listFiles(entry) {
  const stat = fs.statSync(path.join(root, entry), { throwIfNoEntry: false });
  if (!stat || ignored.test(entry)) return [];
  if (stat.isFile()) return [entry];
  return fs.readdirSync(path.join(root, entry)).flatMap((name) => listFiles(`${entry}/${name}`));
}
