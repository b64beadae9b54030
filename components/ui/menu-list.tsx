"use client";

import { Menu } from "radix-ui/internal";
import { useRef, type ReactNode, type RefObject } from "react";
import { cn } from "./cn";
import { floatingSurface } from "./floating";
import { MenuPartsContext } from "./menu-parts";
import type { MenuOpened } from "./use-menu-trigger";

export interface MenuListProps {
  /** Of a list of options the chosen one has the focus first. */
  role: "menu" | "listbox";
  id?: string;
  /** What opened it, and the id of that. */
  anchor: RefObject<HTMLElement | null>;
  labelledBy: string;
  opened: MenuOpened;
  onClose: () => void;
  side: "top" | "right" | "bottom" | "left";
  align: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
}

const items = "[data-radix-collection-item]:not([data-disabled])";

/**
 * The floating part of DropdownMenu and Select. It is not modal: to take the page's scrolling and pointer away, Radix
 * would have the styles of the whole page computed anew, three times.
 */
export function MenuList({ role, anchor, opened, onClose, children, ...props }: MenuListProps) {
  const list = useRef<HTMLDivElement>(null);
  const wasLeft = useRef(false);

  /** A key that was pressed before this code was there is one that Radix has not seen. */
  function focusItem(event: Event) {
    const find = (selector: string) => list.current?.querySelector<HTMLElement>(selector);
    const chosen = role === "listbox" ? find(`${items}[data-state=checked]`) : null;
    const item = chosen ?? (opened === "keyboard" ? find(items) : null);
    if (!item) return;
    event.preventDefault();
    item.focus({ preventScroll: true });
    if (item === chosen) item.scrollIntoView({ block: "nearest" });
  }

  /** Back to the trigger, unless something else was pressed. */
  function returnFocus(event: Event) {
    event.preventDefault();
    if (!wasLeft.current) anchor.current?.focus({ preventScroll: true });
    wasLeft.current = false;
  }

  return (
    <Menu.Root open={opened !== undefined} onOpenChange={(open) => !open && onClose()} modal={false}>
      <Menu.Anchor virtualRef={anchor as RefObject<HTMLElement>} />
      <Menu.Portal>
        <Menu.Content
          ref={list}
          id={props.id}
          role={role}
          aria-labelledby={props.labelledBy}
          side={props.side}
          align={props.align}
          sideOffset={4}
          collisionPadding={8}
          // Menu.Content hands it on, though only a submenu's is in its types.
          {...{ onOpenAutoFocus: focusItem }}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={() => (wasLeft.current = true)}
          className={cn(floatingSurface, "overflow-y-auto p-1", props.className)}
        >
          <MenuPartsContext value={Menu}>{children}</MenuPartsContext>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
