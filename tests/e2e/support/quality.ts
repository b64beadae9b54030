import { gzipSync } from "node:zlib";
import type { Page } from "@playwright/test";
import axe, { type AxeResults } from "axe-core";

/** What axe finds serious or critical on the page, in a line each, once colours are what they become. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
  await page.evaluate(axe.source);
  const results = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(" ")})`));
}

/** How far the page is wider than the window, in pixels. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** The sum of all layout shifts since the page was opened that nobody's input explains. */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list, observer) => {
          for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
            if (!entry.hadRecentInput) sum += entry.value;
          observer.disconnect();
          resolve(sum);
        }).observe({ type: "layout-shift", buffered: true });
        // Without a single shift the observer is never called.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
}

/** Bytes, after gzip, of the scripts that the page's HTML asks a browser of today for. */
export async function firstLoadBytes(page: Page, url: string): Promise<number> {
  const html = await (await page.request.get(url)).text();
  const sources = new Set(
    [...html.matchAll(/<script[^>]* src="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/nomodule/i.test(tag))
      .map((match) => match[1] ?? ""),
  );
  const sizes = [...sources].map(async (source) => {
    const script = await page.request.get(new URL(source.replaceAll("&amp;", "&"), url).href);
    return gzipSync(await script.body()).length;
  });
  return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
}
