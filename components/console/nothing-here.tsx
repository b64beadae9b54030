"use client";

import { usePathname } from "next/navigation";
import { ButtonLink } from "@/components/ui/button-link";
import { Empty } from "@/components/ui/data-state";
import * as text from "@/text/problems";

/** The lists in which what an address asks for would stand, by the address's first part. */
const lists: Record<string, string> = text.lists;

/** Where something is asked for by id and is not there, or not any more: what is, one click away. */
export function NothingHere() {
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
