import type { ActorQuery, ActorSort } from "@/lib/connectors/actor-query";

/** Whether a list shows less than all there is. */
export function isNarrowed({ search, type, check, use }: ActorQuery): boolean {
  return search !== "" || type !== undefined || check !== undefined || use !== undefined;
}

/** The address of a list: the same narrowed rows on another page, or sorted by a column; the sorted one turns round. */
export function listHref(
  base: string,
  query: ActorQuery,
  change: { sort: ActorSort } | { page: number },
): string {
  const { sort, page } = query;
  const isSameColumn = "sort" in change && change.sort === sort.by;
  const next = {
    by: "sort" in change ? change.sort : sort.by,
    isDescending: "sort" in change ? isSameColumn && !sort.isDescending : sort.isDescending,
    page: "page" in change ? change.page : "sort" in change ? 1 : page,
  };
  const sortText = `${next.isDescending ? "-" : ""}${next.by}`;
  const params = Object.entries({
    search: query.search,
    type: query.type ?? "",
    check: query.check ?? "",
    use: query.use ?? "",
    sort: sortText === "name" ? "" : sortText,
    page: next.page === 1 ? "" : String(next.page),
  }).filter(([, value]) => value !== "");
  return params.length === 0 ? base : `${base}?${new URLSearchParams(params)}`;
}
