"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { AlertDialog, loadAlertDialog } from "./alert-dialog";
import { leavesPage } from "./leaves-page";

export interface LeaveGuardProps {
  /** There is something to lose. */
  when: boolean;
  /** What is lost: "What you typed is not saved." */
  description: string;
}

/**
 * Asks before a link takes one away from what is not saved; for closing the window the browser asks in its own words.
 * What a page does by itself (`router.push` after saving) is not held up.
 */
export function LeaveGuard({ when, description }: LeaveGuardProps) {
  const router = useRouter();
  const [href, setHref] = useState<string>();

  useEffect(() => {
    if (!when) return;
    loadAlertDialog();
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    function hold(event: MouseEvent) {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || event.defaultPrevented || !leavesPage(link, event, location.href)) return;
      event.preventDefault();
      event.stopPropagation();
      setHref(link.href);
    }
    addEventListener("beforeunload", ask);
    // Before the link's own handler, which would go there at once.
    document.addEventListener("click", hold, { capture: true });
    return () => {
      removeEventListener("beforeunload", ask);
      document.removeEventListener("click", hold, { capture: true });
    };
  }, [when]);

  return (
    <AlertDialog
      open={href !== undefined}
      onOpenChange={(open) => {
        if (!open) setHref(undefined);
      }}
      title="Leave without saving?"
      description={description}
      cancelLabel="Stay"
      confirmLabel="Leave"
      onConfirm={() => {
        if (href !== undefined) router.push(withoutBase(href));
      }}
    />
  );
}

/** The router puts the base path before what it is given. */
function withoutBase(href: string): string {
  const { pathname, search, hash } = new URL(href);
  const base = document.documentElement.dataset.basePath ?? "";
  return (pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname) + search + hash;
}
