import { findBarriers, firstLoadBytes, layoutShift, overflow } from "./support/quality";
import { openScreen, prepareScreens } from "./support/screens";
import { expect, test } from "./support/test";

const looks = [
  { name: "desk", theme: "light", width: 1280, height: 860 },
  { name: "phone", theme: "dark", width: 360, height: 780 },
] as const;
const firstLoadBudget = 250_000;
const shiftBudget = 0.05;

test("every screen fits the window, is open to everybody, stays where it is, and is light", async ({
  owner,
  facts,
}, info) => {
  test.setTimeout(600_000);
  const page = owner;
  const screens = await prepareScreens(page, facts.url);
  const problems: string[] = [];
  for (const [name, url] of Object.entries(screens)) {
    const bytes = await firstLoadBytes(page, url);
    expect(bytes, `${name}: bytes of script at the first load`).toBeGreaterThan(50_000);
    if (bytes >= firstLoadBudget) problems.push(`${name}: its first load has ${bytes} bytes of script`);
  }
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: look.height });
    await page.context().addCookies([{ name: "sluice-theme", value: look.theme, url: facts.url }]);
    for (const [name, url] of Object.entries(screens)) {
      await openScreen(page, url);
      await page.screenshot({ path: info.outputPath(`${name}-${look.name}.png`), fullPage: true });
      const beyond = await overflow(page);
      const shift = await layoutShift(page);
      const found = [
        ...(beyond > 0 ? [`${beyond} pixels beyond the window`] : []),
        ...(shift >= shiftBudget ? [`a layout shift of ${shift.toFixed(3)}`] : []),
        ...(await findBarriers(page)),
      ];
      problems.push(...found.map((problem) => `${name} in ${look.name}: ${problem}`));
    }
  }
  expect(problems).toEqual([]);
});

test("a hint is shown by mouse and keyboard, stays while it is pointed at, and ends", async ({
  owner,
  facts,
}) => {
  const page = owner;
  await page.goto(`${facts.url}/connections`);
  const hint = page.getByRole("tooltip");
  const health = page.getByRole("link", { name: /^Health: / });
  await health.hover();
  await expect(hint).toHaveText("All well");
  await expect(health).toHaveAccessibleDescription("All well");
  // On a busy machine the mouse may come too late to the hint, which has gone by then.
  await expect(async () => {
    await health.hover();
    await hint.hover({ timeout: 2_000 });
    await expect(hint).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await page.getByRole("heading", { level: 1 }).hover();
  await expect(hint).toBeHidden();
  await expect(health).toHaveAccessibleDescription("");
  await page.getByRole("button", { name: "Theme", exact: true }).focus();
  await page.keyboard.press("Tab");
  await expect(health).toBeFocused();
  await expect(hint).toHaveText("All well");
  await page.keyboard.press("Escape");
  await expect(hint).toBeHidden();
});
