"use client";

import { useEffect, useSyncExternalStore, type ComponentType, type ReactNode } from "react";

export interface OnDemand<Props> {
  (props: Props): ReactNode;
  /** Whether it is there now. */
  ask: () => Promise<boolean>;
}

/**
 * A component whose code comes when it is mounted, or sooner when it is asked for by what may need it. Until then it
 * draws nothing. Where the network is gone it stays away, leaves the page as it is, and comes when the network is back.
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

  const ask = () => load().then(take, () => false);

  function Part(props: Props) {
    const Current = useSyncExternalStore(
      subscribe,
      () => Loaded,
      () => undefined,
    );
    const isMissing = Current === undefined;
    useEffect(() => {
      if (!isMissing) return;
      const again = () => void ask();
      again();
      window.addEventListener("online", again);
      return () => window.removeEventListener("online", again);
    }, [isMissing]);
    return Current && <Current {...props} />;
  }

  return Object.assign(Part, { ask });
}
