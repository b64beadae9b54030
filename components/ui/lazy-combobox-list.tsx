"use client";

import { onDemand } from "./on-demand";

/** ComboboxList, loaded when a list is first opened: mount it only then. */
export const LazyComboboxList = onDemand(async () => (await import("./combobox-list")).ComboboxList);
