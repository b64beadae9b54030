const openAfterMs = 350;
/** From one hint straight to the next there is no waiting. */
const skipWithinMs = 150;
/** Time to go over to the hint itself, which stays while it is pointed at. */
const leaveMs = 100;

export interface TipWatcher {
  /** Something with a hint is pointed at: it may be shown soon. */
  onNear: () => void;
  onOpen: (element: HTMLElement) => void;
  onClose: () => void;
}

/**
 * Tells which element's hint is due: of what a mouse or pen rests on, or what has got focus by keyboard. A press,
 * Escape, scrolling and leaving end it; a mouse that is elsewhere does not end that of what has the focus. One set of
 * listeners for all hints of a page. The answer ends them.
 */
export function watchTips(root: Document, { onNear, onOpen, onClose }: TipWatcher): () => void {
  let wanted: HTMLElement | null = null;
  let isOpen = false;
  let isFocused = false;
  let closedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(element: HTMLElement) {
    clearTimeout(timer);
    isFocused = false;
    wanted = element;
    isOpen = true;
    onOpen(element);
  }

  function close() {
    clearTimeout(timer);
    wanted = null;
    isFocused = false;
    if (!isOpen) return;
    isOpen = false;
    closedAt = performance.now();
    onClose();
  }

  function over({ target, pointerType }: PointerEvent) {
    if (pointerType === "touch") return;
    const element = tipAt(target);
    if (element !== null && element === wanted) {
      if (isOpen) clearTimeout(timer);
      return;
    }
    if (element === null) {
      clearTimeout(timer);
      if (isOpen && !isFocused && !(target instanceof Element && target.closest("[role=tooltip]")))
        timer = setTimeout(close, leaveMs);
      else if (!isOpen) wanted = null;
      return;
    }
    rest(element);
  }

  function rest(element: HTMLElement) {
    onNear();
    if (isOpen || performance.now() - closedAt < skipWithinMs) {
      open(element);
      return;
    }
    clearTimeout(timer);
    wanted = element;
    timer = setTimeout(() => open(element), openAfterMs);
  }

  function focus({ target }: FocusEvent) {
    const element = tipAt(target);
    if (!element?.matches(":focus-visible")) return;
    open(element);
    isFocused = true;
  }

  function scroll({ target }: Event) {
    if (wanted && target instanceof Node && target.contains(wanted)) close();
  }

  const ended = new AbortController();
  const options = { signal: ended.signal, capture: true, passive: true };
  root.addEventListener("pointerover", over, options);
  root.addEventListener("pointerdown", close, options);
  root.addEventListener("focusin", focus, options);
  root.addEventListener("focusout", close, options);
  root.addEventListener("scroll", scroll, options);
  root.addEventListener("keydown", ({ key }) => key === "Escape" && close(), options);
  root.documentElement.addEventListener("pointerleave", close, options);
  // What the mouse came to before this code did.
  const pointedAt = root.querySelector<HTMLElement>("[data-tip]:hover");
  if (pointedAt) rest(pointedAt);
  return () => {
    ended.abort();
    clearTimeout(timer);
  };
}

function tipAt(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-tip]") : null;
}
