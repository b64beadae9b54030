"use client";

import { useRouter } from "next/navigation";

/**
 * Goes to another page after an action, which is then called `withoutPage`. The layouts that both pages stand in (the menu
 * and its counts) would stay as they were drawn: they come anew with it.
 */
export function useGoOn(): (href: string) => void {
  const router = useRouter();
  return (href) => {
    router.push(href);
    router.refresh();
  };
}
