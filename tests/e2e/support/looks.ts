import type { Page } from "@playwright/test";
import { overflow } from "./quality";
import { expect } from "./test";

const looks = [
  { name: "light", theme: "light", width: 1280 },
  { name: "dark", theme: "dark", width: 1280 },
  { name: "phone", theme: "dark", width: 360 },
] as const;

/** Pictures of the page as it stands, in both themes and on a phone, where it may be no wider than the window. */
export async function photograph(
  page: Page,
  info: { outputPath(name: string): string },
  name: string,
): Promise<void> {
  const root = page.locator("html");
  const before = { size: page.viewportSize(), theme: await root.getAttribute("data-theme") };
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: 860 });
    await root.evaluate((element, theme) => element.setAttribute("data-theme", theme), look.theme);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: info.outputPath(`${name}-${look.name}.png`), fullPage: true });
    expect.soft(await overflow(page), `${name} in ${look.name}: pixels beyond the window`).toBe(0);
  }
  if (before.size) await page.setViewportSize(before.size);
  await root.evaluate(
    (element, theme) => element.setAttribute("data-theme", theme ?? "system"),
    before.theme,
  );
}
