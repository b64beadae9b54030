import type { Locator, Page } from "@playwright/test";
import { expect } from "./test";

const mostTabs = 80;

/** A person without a mouse: whatever this does is a key pressed, and what it looks at is where the focus is. */
export class Keyboard {
  private constructor(
    private readonly page: Page,
    private readonly clicks: string[],
  ) {}

  /** From now on the page may see no pointer. */
  static async of(page: Page): Promise<Keyboard> {
    const clicks: string[] = [];
    await page.exposeFunction("tellPointer", (target: string) => void clicks.push(target));
    await page.addInitScript(() => {
      const { tellPointer } = window as unknown as { tellPointer(target: string): void };
      document.addEventListener("pointerdown", ({ target }) => tellPointer(String(target)), true);
    });
    return new Keyboard(page, clicks);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Tab (or back, Shift+Tab) until the element has the focus, which is seen at every stop on the way. */
  async tabTo(target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await expect(target).toBeVisible();
    await expect(target).toBeEnabled();
    const passed: string[] = [];
    for (let tabs = 0; tabs < mostTabs; tabs++) {
      const { name, isSeen, isTarget } = await target.evaluate(lookAtFocus);
      if (tabs > 0) expect.soft(isSeen, `the focus is seen on ${name}`).toBe(true);
      if (isTarget) return;
      passed.push(name);
      await this.press(key);
    }
    throw new Error(`${target.toString()} was not reached by ${key}; passed were:\n${passed.join("\n")}`);
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.tabTo(target);
    await expect(target).toBeEditable();
    await this.press("ControlOrMeta+a");
    await this.page.keyboard.type(text);
    await expect(target).toHaveValue(text);
  }

  async activate(target: Locator, key: "Enter" | "Space" = "Enter"): Promise<void> {
    await this.tabTo(target);
    await this.press(key);
  }

  /** The focus is somewhere, on something that is on the page. */
  async expectKept(where: string): Promise<void> {
    await expect.soft
      .poll(() => this.page.evaluate(() => document.activeElement?.tagName), {
        message: `the focus ${where}`,
        timeout: 5_000,
      })
      .not.toMatch(/^(BODY|HTML)$/);
  }

  /** Tab goes around in the dialog and never out of it; Escape closes it, and `opener` has the focus again. */
  async expectTrap(dialog: Locator, opener: Locator): Promise<void> {
    await expect(dialog).toBeVisible();
    await this.expectInside(dialog);
    for (const key of ["Tab", "Tab", "Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab", "Shift+Tab"]) {
      await this.press(key);
      await this.expectInside(dialog);
    }
    await this.press("Escape");
    await expect(dialog).toBeHidden();
    await expect.soft(opener, "what opened it has the focus again").toBeFocused({ timeout: 5_000 });
  }

  expectNoPointer(): void {
    expect(this.clicks, "where a pointer went down").toEqual([]);
  }

  private async expectInside(dialog: Locator): Promise<void> {
    await expect
      .poll(() => dialog.evaluate((element) => element.contains(document.activeElement)))
      .toBe(true);
  }
}

/** What has the focus; it must be drawn otherwise than without it: an outline of its own or of its frame. */
function lookAtFocus(target: Element): { name: string; isSeen: boolean; isTarget: boolean } {
  const focused = document.activeElement ?? document.body;
  const frames = [focused, focused.parentElement, focused.parentElement?.parentElement];
  // Where colours change slowly it is their end that counts.
  for (const animation of frames.flatMap((frame) => frame?.getAnimations({ subtree: true }) ?? []))
    if (animation instanceof CSSTransition) animation.finish();
  const isDrawn = (element: Element, pseudo?: string) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element, pseudo);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0 && !/(, |\/ )0\)$/.test(outlineColor);
  };
  const label = focused.getAttribute("aria-label") ?? focused.textContent?.trim().slice(0, 40);
  return {
    name: `${focused.tagName.toLowerCase()} ${focused.id} “${label ?? ""}”`,
    // Beyond the page's last stop is the browser's own frame; the page's main part is where the next Tab begins.
    isSeen:
      focused === document.body ||
      focused.tagName === "MAIN" ||
      frames.some((frame) => frame && isDrawn(frame)) ||
      isDrawn(focused, "::after"),
    isTarget: focused === target,
  };
}
