import { mkdir } from "node:fs/promises";
import { openScreen, prepareScreens } from "./support/screens";
import { expect, test } from "./support/test";

const folder = "public/screens";
const shown = [
  "connections",
  "connection",
  "run",
  "replication",
  "runs",
  "source",
  "new-source",
  "governance",
];

/** Not a test: writes the README's pictures. `npm run screens` */
test("pictures of the main screens, light and dark", async ({ owner: page, facts }) => {
  test.setTimeout(600_000);
  await mkdir(folder, { recursive: true });
  const screens = await prepareScreens(page, facts.url);
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const theme of ["light", "dark"]) {
    await page.context().addCookies([{ name: "sluice-theme", value: theme, url: facts.url }]);
    for (const name of shown) {
      const url = screens[name];
      expect(url, name).toBeDefined();
      await openScreen(page, url ?? "");
      await page.screenshot({ path: `${folder}/${name}-${theme}.png` });
    }
  }
});
