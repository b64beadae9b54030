"use client";

import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";

/** How a menu was opened; undefined: it is closed. */
export type MenuOpened = "keyboard" | "pointer" | undefined;

const openingKeys = ["Enter", " ", "ArrowDown", "ArrowUp"];

/**
 * What opens a MenuList. Its code comes when the trigger is pointed at or has the focus: mount it once `isNear`. A mouse
 * opens it when it is pressed, a finger, which may begin to scroll, when it is lifted.
 */
export function useMenuTrigger() {
  const anchor = useRef<HTMLButtonElement>(null);
  const [isNear, setIsNear] = useState(false);
  const [opened, setOpened] = useState<MenuOpened>();
  const isPressed = useRef(false);
  const isOpen = opened !== undefined;
  const approach = () => setIsNear(true);

  function open(by: MenuOpened) {
    approach();
    setOpened(by);
  }

  function press(event: PointerEvent) {
    isPressed.current = event.pointerType !== "touch";
    if (!isPressed.current || event.button !== 0 || event.ctrlKey) return;
    if (event.currentTarget.matches(":disabled")) return;
    if (isOpen) return setOpened(undefined);
    // Or the trigger would take the focus from the menu.
    event.preventDefault();
    open("pointer");
  }

  function click(event: MouseEvent) {
    if (!isPressed.current && !event.defaultPrevented) open(isOpen ? undefined : "pointer");
    isPressed.current = false;
  }

  function pressKey(event: KeyboardEvent) {
    if (!openingKeys.includes(event.key)) return;
    event.preventDefault();
    open("keyboard");
  }

  return {
    isNear,
    isOpen,
    list: { anchor, opened, onClose: () => setOpened(undefined) },
    trigger: {
      ref: anchor,
      "aria-expanded": isOpen,
      "data-state": isOpen ? "open" : "closed",
      onPointerEnter: approach,
      onFocus: approach,
      onPointerDown: press,
      onClick: click,
      onKeyDown: pressKey,
    },
  };
}
