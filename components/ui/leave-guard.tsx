"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import * as text from "@/text/ui";
import { AlertDialog, loadAlertDialog } from "./alert-dialog";
import { goesBack, leavesPage } from "./leaves-page";
import { holdLeaving, isAsked } from "./leaving";

export interface LeaveGuardProps {
  /** There is something to lose. */
  when: boolean;
  /** What is lost: "What you typed is not saved." */
  description: string;
}

/** The browser's Navigation API, which the types of the DOM do not have yet; browsers without it do not hold Back. */
interface NavigateEvent extends Event {
  navigationType: string;
  destination: { url: string; key: string; sameDocument: boolean };
}

interface Navigation extends EventTarget {
  traverseTo(key: string): unknown;
}

/**
 * Asks before a link, a command, or Back takes one away from what is not saved; for closing the window the browser asks
 * in its own words. What a page does by itself (`router.push` after saving) is not held up.
 */
export function LeaveGuard({ when, description }: LeaveGuardProps) {
  const router = useRouter();
  const [go, setGo] = useState<() => void>();

  useEffect(() => {
    if (!when) return;
    loadAlertDialog();
    const navigation = (window as { navigation?: Navigation }).navigation;
    let agreedKey: string | undefined;
    const ask = (goOn: () => void) => setGo(() => goOn);
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    function holdClick(event: MouseEvent) {
      if (!isAsked(ask)) return;
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (!link || event.defaultPrevented || !leavesPage(link, event, location.href)) return;
      event.preventDefault();
      event.stopPropagation();
      ask(() => router.push(withoutBase(link.href)));
    }
    function holdBack(event: Event) {
      const { navigationType, cancelable, destination } = event as NavigateEvent;
      if (!isAsked(ask) || destination.key === agreedKey) return;
      if (!goesBack({ navigationType, cancelable, destination }, location.href)) return;
      event.preventDefault();
      const { key } = destination;
      ask(() => {
        agreedKey = key;
        navigation?.traverseTo(key);
      });
    }
    const release = holdLeaving(ask);
    addEventListener("beforeunload", warn);
    // Before the link's own handler, which would go there at once.
    document.addEventListener("click", holdClick, { capture: true });
    navigation?.addEventListener("navigate", holdBack);
    return () => {
      release();
      removeEventListener("beforeunload", warn);
      document.removeEventListener("click", holdClick, { capture: true });
      navigation?.removeEventListener("navigate", holdBack);
    };
  }, [when, router]);

  return (
    <AlertDialog
      open={go !== undefined}
      onOpenChange={(open) => {
        if (!open) setGo(undefined);
      }}
      title={text.leaveTitle}
      description={description}
      cancelLabel={text.stay}
      confirmLabel={text.leave}
      onConfirm={() => go?.()}
    />
  );
}

/** The router puts the base path before what it is given. */
function withoutBase(href: string): string {
  const { pathname, search, hash } = new URL(href);
  const base = document.documentElement.dataset.basePath ?? "";
  return (pathname.startsWith(`${base}/`) ? pathname.slice(base.length) : pathname) + search + hash;
}
