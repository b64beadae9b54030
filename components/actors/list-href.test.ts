import { expect, it } from "vitest";
import { actorQuerySchema } from "@/lib/connectors/actor-query";
import { isNarrowed, listHref } from "./list-href";

const read = (address: string) =>
  actorQuerySchema.parse(Object.fromEntries(new URL(address, "http://a").searchParams));

it("what a list's address says is read back as it was", () => {
  const query = read("/sources?search=shop&type=mysql&check=failed&use=unused&sort=-sync&page=3");
  expect(query).toEqual({
    search: "shop",
    type: "mysql",
    check: "failed",
    use: "unused",
    sort: { by: "sync", isDescending: true },
    page: 3,
  });
  expect(read(listHref("/sources", query, { page: 4 }))).toEqual({ ...query, page: 4 });
});

it("sorting keeps what is searched, begins at the first page, and turns round the second time", () => {
  const first = read(listHref("/sources", read("/sources?search=a&page=2"), { sort: "sync" }));
  expect(first).toMatchObject({ search: "a", page: 1, sort: { by: "sync", isDescending: false } });
  expect(read(listHref("/sources", first, { sort: "sync" })).sort).toEqual({
    by: "sync",
    isDescending: true,
  });
});

it("what cannot be read in an address counts as absent", () => {
  const query = read("/sources?check=maybe&use=x&sort=colour&page=-1");
  expect(query).toMatchObject({ check: undefined, use: undefined, page: 1, sort: { by: "name" } });
  expect(isNarrowed(query)).toBe(false);
  expect(isNarrowed(read("/sources?use=unused"))).toBe(true);
});

it("the plain list has a plain address", () => {
  expect(listHref("/sources", read("/sources?sort=type"), { sort: "name" })).toBe("/sources");
});
