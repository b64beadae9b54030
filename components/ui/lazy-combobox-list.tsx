"use client";

import dynamic from "next/dynamic";

/** ComboboxList, loaded when a list is first opened: mount it only then. */
export const LazyComboboxList = dynamic(async () => (await import("./combobox-list")).ComboboxList, {
  ssr: false,
});
