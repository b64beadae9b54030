"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useState } from "react";
import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import * as text from "@/text/problems";

/** The lists in which what an address asks for would stand, by the address's first part. */
const lists: Record<string, string> = text.lists;

/** Where something is asked for by id and is not there, or not any more: what is, one click away. */
export function NothingHere() {
  useReloadElsewhere();
  const section = usePathname().split("/")[1] ?? "";
  const list = lists[section];
  return (
    <>
      <h1 className="sr-only">{text.nothingHere}</h1>
      <Empty
        title={text.nothingUnderAddress}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            {list && (
              <ButtonLink variant="primary" href={`/${section}`}>
                {list}
              </ButtonLink>
            )}
            <ButtonLink href="/">{text.goToConsole}</ButtonLink>
          </div>
        }
      >
        {text.mayBeDeleted}
      </Empty>
    </>
  );
}

/** Next shows this until the path is another: where only the query had named what is missing, it would stay. */
function useReloadElsewhere(): void {
  const query = useSearchParams().toString();
  const [missing] = useState(query);
  useEffect(() => {
    if (query !== missing) location.reload();
  }, [query, missing]);
}
