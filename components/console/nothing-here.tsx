"use client";

import { usePathname } from "next/navigation";
import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";

/** The lists in which what an address asks for would stand, by the address's first part. */
const lists: Record<string, string> = {
  connections: "All connections",
  sources: "All sources",
  destinations: "All destinations",
};

/** Where something is asked for by id and is not there, or not any more: what is, one click away. */
export function NothingHere() {
  const section = usePathname().split("/")[1] ?? "";
  const list = lists[section];
  return (
    <>
      <h1 className="sr-only">Nothing here</h1>
      <Empty
        title="There is nothing under this address."
        action={
          <div className="flex flex-wrap justify-center gap-2">
            {list && (
              <ButtonLink variant="primary" href={`/${section}`}>
                {list}
              </ButtonLink>
            )}
            <ButtonLink href="/">Go to the console</ButtonLink>
          </div>
        }
      >
        It may have been deleted, or belong to another workspace.
      </Empty>
    </>
  );
}
