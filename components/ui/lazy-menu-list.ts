"use client";

import type { MenuListProps } from "./menu-list";
import { onDemand } from "./on-demand";

/** MenuList, whose code comes once one is near to being opened. */
export const LazyMenuList = onDemand<MenuListProps>(async () => (await import("./menu-list")).MenuList);
