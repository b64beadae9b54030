"use client";

import { lazy, Suspense } from "react";
import type { InstantEntryProps, InstantPresetsProps } from "./instant-entry";

// Few forms have dates. Not by next/dynamic: where the form itself comes by it, the preload of a part of it names a file
// that was not built.
const Entry = lazy(async () => ({ default: (await import("./instant-entry")).InstantEntry }));
const Presets = lazy(async () => ({ default: (await import("./instant-entry")).InstantPresets }));

export function LazyInstantEntry(props: InstantEntryProps) {
  return (
    <Suspense>
      <Entry {...props} />
    </Suspense>
  );
}

export function LazyInstantPresets(props: InstantPresetsProps) {
  return (
    <Suspense>
      <Presets {...props} />
    </Suspense>
  );
}
