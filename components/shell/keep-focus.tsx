"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import { keepFocus } from "@/components/ui/use-return-focus";

/** After a step to another page that took what had the focus away, the new page has it. */
export function KeepFocus() {
  const place = `${usePathname()}?${useSearchParams().toString()}`;
  const before = useRef(place);
  useEffect(() => {
    if (before.current !== place) keepFocus();
    before.current = place;
  }, [place]);
  return null;
}
