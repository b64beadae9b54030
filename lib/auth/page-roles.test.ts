import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../../app/(console)");

/** Pages that not everybody reaches, with the role that they ask for. */
const pages = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => path.basename(name) === "page.tsx")
  .flatMap((name) => {
    const role = /requireRole\("(\w+)"\)/.exec(readFileSync(path.join(root, name), "utf8"))?.[1];
    return role ? [{ name, role }] : [];
  });

/** The role that the refusal nearest to a page names. */
function roleNamedFor(page: string): string | undefined {
  let folder = path.dirname(path.join(root, page));
  while (!existsSync(path.join(folder, "forbidden.tsx"))) folder = path.dirname(folder);
  return /needed="(\w+)"/.exec(readFileSync(path.join(folder, "forbidden.tsx"), "utf8"))?.[1];
}

describe("a page that not everybody reaches", () => {
  it("is found here", () => expect(pages.length).toBeGreaterThan(5));

  it.each(pages)("$name says that it needs the role $role", ({ name, role }) => {
    expect(roleNamedFor(name)).toBe(role);
  });
});
