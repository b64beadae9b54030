type Ask = (go: () => void) => void;

/** Whoever has something that would be lost: forms of a page, and of a dialog over it. */
const asking: Ask[] = [];

/** Until what it gives back is called, `ask` is told of every leaving, which waits for it. */
export function holdLeaving(ask: Ask): () => void {
  asking.push(ask);
  return () => void asking.splice(asking.indexOf(ask), 1);
}

/** Whether it is this one that is told: of several the one that holds last, so that one is asked once. */
export function isAsked(ask: Ask): boolean {
  return asking.at(-1) === ask;
}

/** Goes from the page by other ways than a link, or from a dialog: at once, or when whoever has something unsaved agrees. */
export function leave(go: () => void): void {
  const ask = asking.at(-1);
  if (ask) ask(go);
  else go();
}
