import type { Page, Request } from "@playwright/test";

/** Until what shows that the page behind a link is on its way has come: what Next fetches ahead of a click. */
export async function fetchedAhead(page: Page, path: string): Promise<void> {
  const isAhead = (request: Request) => {
    const headers = request.headers();
    const isOfPage = headers["next-router-prefetch"] && !headers["next-router-segment-prefetch"];
    return Boolean(isOfPage) && new URL(request.url()).pathname.endsWith(path);
  };
  // Next hangs up once it has what it shows.
  await Promise.race([
    page.waitForEvent("requestfinished", isAhead),
    page.waitForEvent("requestfailed", isAhead),
  ]);
}
