"use client";

import type { DropdownMenu } from "radix-ui";
import { createContext, useContext } from "react";

type MenuParts = Pick<
  typeof DropdownMenu,
  "Item" | "ItemIndicator" | "Label" | "RadioGroup" | "RadioItem" | "Separator"
>;

/** What a menu's items are made of: MenuList brings it, so that those who only name items do not load it. */
export const MenuPartsContext = createContext<MenuParts | null>(null);

export function useMenuParts(): MenuParts {
  const parts = useContext(MenuPartsContext);
  if (!parts) throw new Error("A menu's item stands outside a menu: put it into a DropdownMenu.");
  return parts;
}
