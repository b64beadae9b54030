import type { Page } from "@playwright/test";

/** Answers wait until they are released; from then on they are let through. */
export async function hold(page: Page, address: RegExp): Promise<{ release: () => Promise<void> }> {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const passed: Promise<void>[] = [];
  await page.route(address, (route) => {
    const passing = opened.then(() => route.continue());
    passed.push(passing);
    return passing;
  });
  return {
    release: async () => {
      open();
      await Promise.all(passed);
    },
  };
}
