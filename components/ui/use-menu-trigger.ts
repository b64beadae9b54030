"use client";

import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";
import { LazyMenuList } from "./lazy-menu-list";

/** How a menu was opened; undefined: it is closed. */
export type MenuOpened = "keyboard" | "pointer" | undefined;

const openingKeys = ["Enter", " ", "ArrowDown", "ArrowUp"];

/**
 * What opens a LazyMenuList. Its code comes when the trigger is pointed at or has the focus: mount it once `isNear`. A
 * mouse opens it when it is pressed, a finger, which may begin to scroll, when it is lifted.
 */
export function useMenuTrigger() {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isNear, setIsNear] = useState(false);
  const [opened, setOpened] = useState<MenuOpened>();
  /** The press has done what its click would do. */
  const isAnswered = useRef(false);
  const isOpen = opened !== undefined;
  const close = () => setOpened(undefined);

  function approach() {
    setIsNear(true);
    return LazyMenuList.ask();
  }

  function open(by: MenuOpened) {
    setOpened(by);
    void approach().then((isThere) => isThere || close());
  }

  function press(event: PointerEvent) {
    isAnswered.current = false;
    if (event.button !== 0 || event.ctrlKey || event.currentTarget.matches(":disabled")) return;
    if (isOpen) close();
    else if (event.pointerType === "touch") return;
    else {
      // Or the trigger would take the focus from the menu.
      event.preventDefault();
      open("pointer");
    }
    isAnswered.current = true;
  }

  /** A finger's, a screen reader's or a script's; those of the latter two count no clicks and follow no press. */
  function click(event: MouseEvent) {
    const wasAnswered = isAnswered.current && event.detail > 0;
    isAnswered.current = false;
    if (wasAnswered || event.defaultPrevented) return;
    if (isOpen) close();
    else open("pointer");
  }

  function pressKey(event: KeyboardEvent) {
    // Before the menu is there to hear of it.
    if (isOpen && (event.key === "Escape" || event.key === "Tab")) return close();
    if (!openingKeys.includes(event.key)) return;
    event.preventDefault();
    open("keyboard");
  }

  return {
    isNear,
    isOpen,
    list: { anchor, opened, onClose: close },
    trigger: {
      ref: anchor,
      "aria-expanded": isOpen,
      "data-state": isOpen ? "open" : "closed",
      onPointerEnter: () => void approach(),
      onFocus: () => void approach(),
      onPointerDown: press,
      onClick: click,
      onKeyDown: pressKey,
    },
  };
}
