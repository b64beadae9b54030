import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { destinations, sources } from "@/connectors/registry";
import { connectorLabel, type TestedOn } from "./labels";

const root = path.resolve(import.meta.dirname, "../../connectors");

it.each([...sources, ...destinations].map(({ kind, id }) => ({ kind, id })))(
  "the $kind $id is said to be tested on just what its conformance suite runs against",
  ({ kind, id }) => {
    expect(connectorLabel(kind, id).tested.on).toBe(testedOn(path.join(root, `${kind}s`, id)));
  },
);

it("of an unknown connector nothing is claimed", () => {
  expect(connectorLabel("source", "nobody-knows")).toEqual({
    category: "other",
    tested: { on: "nothing" },
  });
});

/** Integration tests are those that need a server. */
function testedOn(folder: string): TestedOn["on"] {
  const callers = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.ts"))
    .filter((name) => /\bdescribe(Source|Destination)Conformance\(/.test(read(folder, name)));
  if (callers.some((name) => name.endsWith(".integration.test.ts"))) return "server";
  return callers.length > 0 ? "machine" : "nothing";
}

function read(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), "utf8");
}
