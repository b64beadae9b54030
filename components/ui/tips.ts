import type { ReactNode } from "react";

export interface Tip {
  content: ReactNode;
  keys?: readonly string[];
  side: "top" | "right" | "bottom" | "left";
  align: "start" | "center" | "end";
  className?: string;
}

/** What each element with a `data-tip` says, by that attribute. */
const tips = new Map<string, Tip>();
const listeners = new Set<() => void>();

/** Says it from now on; the answer takes it back. */
export function offerTip(id: string, tip: Tip): () => void {
  tips.set(id, tip);
  for (const listener of listeners) listener();
  return () => {
    if (tips.get(id) === tip) tips.delete(id);
  };
}

export function tipOf(id: string): Tip | undefined {
  return tips.get(id);
}

export function subscribeToTips(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
