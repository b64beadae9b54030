type Ask = (go: () => void) => void;

/** Whoever has something that would be lost: on one page one form. */
const asking: Ask[] = [];

/** Until what it gives back is called, `ask` is told of every leaving, which waits for it. */
export function holdLeaving(ask: Ask): () => void {
  asking.push(ask);
  return () => void asking.splice(asking.indexOf(ask), 1);
}

/** Goes from the page by other ways than a link: at once, or when whoever has something unsaved agrees. */
export function leave(go: () => void): void {
  const ask = asking.at(-1);
  if (ask) ask(go);
  else go();
}
