import "server-only";
import { readFile } from "node:fs/promises";
import path from "node:path";

/**
 * The path of any of simple-icons' marks, for the connectors whose mark is not in marks.ts; give it to ConnectorIcon
 * as `icon`. Undefined for a slug that does not exist: the monogram is drawn.
 */
export async function resolveMark(slug: string): Promise<string | undefined> {
  if (!/^[a-z0-9]+$/.test(slug)) return undefined;
  const file = path.join(
    /* turbopackIgnore: true */ process.cwd(),
    "node_modules/simple-icons/icons",
    `${slug}.svg`,
  );
  try {
    return /<path d="([^"]+)"/.exec(await readFile(file, "utf8"))?.[1];
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
