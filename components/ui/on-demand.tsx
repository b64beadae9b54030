"use client";

import { useSyncExternalStore, type ComponentType, type ReactNode } from "react";

export interface OnDemand<Props> {
  (props: Props): ReactNode;
  /** Whether it is there now. */
  ask: () => Promise<boolean>;
}

/**
 * A component whose code comes when it is asked for, by what only may need it soon. Until then it draws nothing. Where
 * the network is gone it stays away and leaves the page as it is; whoever asks next tries anew.
 */
export function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>): OnDemand<Props> {
  const listeners = new Set<() => void>();
  let Loaded: ComponentType<Props> | undefined;

  function subscribe(listener: () => void) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function take(loaded: ComponentType<Props>): boolean {
    Loaded = loaded;
    for (const listener of listeners) listener();
    return true;
  }

  function Part(props: Props) {
    const Current = useSyncExternalStore(
      subscribe,
      () => Loaded,
      () => undefined,
    );
    return Current && <Current {...props} />;
  }

  return Object.assign(Part, { ask: () => load().then(take, () => false) });
}
