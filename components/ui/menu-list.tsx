"use client";

import { DropdownMenu as Radix } from "radix-ui";
import {
  useEffect,
  useImperativeHandle,
  useRef,
  type FocusEvent,
  type ReactNode,
  type Ref,
  type RefObject,
} from "react";
import { cn } from "./cn";
import { floatingSurface } from "./floating";
import { MenuPartsContext } from "./menu-parts";
import type { MenuOpened } from "./use-menu-trigger";

export interface MenuListProps {
  /** Of a list of options the chosen one has the focus first. */
  role: "menu" | "listbox";
  id?: string;
  /** What opened it. */
  anchor: RefObject<HTMLElement | null>;
  label?: string;
  /** The id of what names it, where there is no `label`. */
  labelledBy?: string;
  opened: MenuOpened;
  onClose: () => void;
  side: "top" | "right" | "bottom" | "left";
  align: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
}

const items = ":is([role^=menuitem], [role=option]):not([aria-disabled=true])";

/**
 * The floating part of DropdownMenu and Select. It is not modal: to take the page's scrolling and pointer away, Radix
 * would have the styles of the whole page computed anew, three times.
 */
export function MenuList({ role, anchor, opened, onClose, children, ...props }: MenuListProps) {
  const wasEntered = useRef(false);
  const isWanted = useRef(false);

  useEffect(() => {
    isWanted.current = opened !== undefined;
    if (!isWanted.current) wasEntered.current = false;
  }, [opened]);

  /** Radix has not seen the key that was pressed before its code was there, and knows no chosen item. */
  function enter(event: FocusEvent<HTMLElement>) {
    const list = event.currentTarget;
    if (event.target !== list || wasEntered.current) return;
    wasEntered.current = true;
    const chosen =
      role === "listbox" ? list.querySelector<HTMLElement>(`${items}[data-state=checked]`) : null;
    const item = chosen ?? (opened === "keyboard" ? list.querySelector<HTMLElement>(items) : null);
    if (!item) return;
    // Radix would go on to the first one.
    event.preventDefault();
    item.focus({ preventScroll: true });
    // How high the list may be is known once it has its place.
    if (item === chosen) requestAnimationFrame(() => item.scrollIntoView({ block: "nearest" }));
  }

  return (
    <Radix.Root open={opened !== undefined} onOpenChange={(open) => !open && onClose()} modal={false}>
      <Radix.Trigger asChild>
        <TriggerElsewhere anchor={anchor} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          id={props.id}
          role={role}
          aria-label={props.label}
          aria-labelledby={props.label === undefined ? props.labelledBy : undefined}
          side={props.side}
          align={props.align}
          sideOffset={4}
          collisionPadding={8}
          // A press of the trigger is answered there. One that comes while the menu goes away would close it again.
          onPointerDownOutside={(event) => isIn(anchor, event.target) && event.preventDefault()}
          onFocus={enter}
          // The trigger would take the focus from a menu that was opened anew meanwhile, which would close it.
          onCloseAutoFocus={(event) => isWanted.current && event.preventDefault()}
          className={cn(floatingSurface, "overflow-y-auto p-1", props.className)}
        >
          <MenuPartsContext value={Radix}>{children}</MenuPartsContext>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function isIn(anchor: MenuListProps["anchor"], target: EventTarget | null): boolean {
  return target instanceof Node && anchor.current?.contains(target) === true;
}

interface TriggerElsewhereProps extends Pick<MenuListProps, "anchor"> {
  ref?: Ref<HTMLElement>;
}

/** Draws nothing: Radix is given the trigger, which was there before this code and stays as it is. */
function TriggerElsewhere({ anchor, ref }: TriggerElsewhereProps) {
  useImperativeHandle<HTMLElement | null, HTMLElement | null>(ref, () => anchor.current, [anchor]);
  return null;
}
