import { describe, expect, it } from "vitest";
import { env } from "@/lib/env";
import { pageOf, pageQuery } from "./paging";
import { readQuery } from "./request";

const base = `${env().publicUrl}/api/public/v1/sources`;

function page(search: string, data: unknown[]) {
  // What a route sees behind a proxy: another host than the public one.
  const request = new Request(`http://localhost:9/api/public/v1/sources${search}`);
  return pageOf(request, pageQuery.parse(readQuery(request.url)), data);
}

describe("pageOf", () => {
  it("names the next page under the public address, with the other parameters kept", () => {
    expect(page("?workspaceIds=a&workspaceIds=b", ["x"])).toEqual({
      previous: "",
      next: `${base}?workspaceIds=a&workspaceIds=b&limit=20&offset=20`,
      data: ["x"],
    });
  });

  it("names no next page after an empty one, and the previous one from the second on", () => {
    expect(page("?limit=10&offset=15", [])).toEqual({
      previous: `${base}?limit=10&offset=5`,
      next: "",
      data: [],
    });
  });

  it("does not lead before the beginning", () => {
    expect(page("?limit=10&offset=3", ["x"]).previous).toBe(`${base}?limit=10&offset=0`);
  });
});

describe("pageQuery", () => {
  it.each([
    "?limit=0",
    "?limit=101",
    "?offset=-1",
    "?limit=ten",
    "?limit=",
    "?limit=1&limit=2",
    "?limit=1e2",
  ])("refuses %s", (search) => {
    expect(() => page(search, [])).toThrow();
  });
});
