"use client";

import dynamic from "next/dynamic";

/** MenuList, loaded once one is near to being opened: mount it only then. */
export const LazyMenuList = dynamic(async () => (await import("./menu-list")).MenuList, { ssr: false });
