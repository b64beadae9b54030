import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchTips } from "./watch-tips";

/** As much of an element as a hint's watcher asks of one. */
class Element extends EventTarget {
  constructor(readonly hasTip = false) {
    super();
  }
  closest(selector: string) {
    return this.hasTip && selector === "[data-tip]" ? this : null;
  }
  matches(selector: string) {
    return selector === ":focus-visible";
  }
}

const root = Object.assign(new EventTarget(), { documentElement: new Element(), querySelector: () => null });
const health = new Element(true);
const heading = new Element();
let shown: unknown;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("Element", Element);
  shown = undefined;
  end = watchTips(root as unknown as Document, {
    onNear: () => undefined,
    onOpen: (element) => (shown = element),
    onClose: () => (shown = undefined),
  });
});

afterEach(() => {
  end();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a hint", () => {
  it("comes with the mouse once it rests, and goes once it rests elsewhere", () => {
    tell("pointerover", health);
    expect(shown).toBeUndefined();
    vi.runAllTimers();
    expect(shown).toBe(health);
    tell("pointerover", heading);
    expect(shown).toBe(health);
    vi.runAllTimers();
    expect(shown).toBeUndefined();
  });

  it("comes with the focus, and stays until that goes, wherever the mouse is", () => {
    tell("focusin", health);
    expect(shown).toBe(health);
    tell("pointerover", heading);
    vi.runAllTimers();
    expect(shown).toBe(health);
    tell("focusout", health);
    expect(shown).toBeUndefined();
  });
});

function tell(type: string, target: Element): void {
  const event = Object.assign(new Event(type), { pointerType: "mouse" });
  Object.defineProperty(event, "target", { value: target });
  root.dispatchEvent(event);
}
