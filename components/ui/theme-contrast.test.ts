import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

type Oklch = readonly [lightness: number, chroma: number, hue: number];
type Theme = "light" | "dark";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
const tokens = readTokens();
const states = ["ok", "running", "waiting", "warn", "bad", "paused"] as const;
const surfaces = ["canvas", "surface", "raised", "sunken"] as const;

describe.each(["light", "dark"] as const)("the %s theme", (theme) => {
  it.each(["ink", "ink-muted", "ink-faint", "accent", ...states])(
    "has text %s at 4.5:1 on every surface",
    (text) => {
      for (const surface of surfaces) expect(contrast(theme, text, surface)).toBeGreaterThanOrEqual(4.5);
    },
  );

  it.each(states)("has text %s at 4.5:1 on its own soft background", (state) => {
    expect(contrast(theme, state, `${state}-soft`)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, "ink-muted", `${state}-soft`)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["accent", "danger"])("has readable text on a filled %s button, resting and hovered", (fill) => {
    expect(contrast(theme, `${fill}-ink`, fill)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, `${fill}-ink`, `${fill}-strong`)).toBeGreaterThanOrEqual(4.5);
  });

  it("has readable accent on the soft accent", () => {
    expect(contrast(theme, "accent", "accent-soft")).toBeGreaterThanOrEqual(4.5);
    expect(contrast(theme, "ink-muted", "accent-soft")).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["line-strong", "focus", ...states.map((state) => `${state}-dot`)])(
    "shows %s at 3:1 where controls and marks stand",
    (mark) => {
      for (const surface of surfaces) expect(contrast(theme, mark, surface)).toBeGreaterThanOrEqual(3);
    },
  );
});

function readTokens(): Map<string, Record<Theme, Oklch>> {
  const found = new Map<string, Record<Theme, Oklch>>();
  const pattern =
    /--color-([a-z-]+): light-dark\(oklch\(([\d.]+ [\d.]+ [\d.]+)\), oklch\(([\d.]+ [\d.]+ [\d.]+)\)\)/g;
  for (const [, name, light, dark] of css.matchAll(pattern)) {
    if (name && light && dark) found.set(name, { light: parse(light), dark: parse(dark) });
  }
  return found;
}

function parse(text: string): Oklch {
  const [lightness = 0, chroma = 0, hue = 0] = text.split(" ").map(Number);
  return [lightness, chroma, hue];
}

function contrast(theme: Theme, one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(colour(theme, one)), luminance(colour(theme, other))].sort(
    (a, b) => a - b,
  );
  return (light + 0.05) / (dark + 0.05);
}

function colour(theme: Theme, name: string): Oklch {
  const token = tokens.get(name);
  if (!token) throw new Error(`globals.css has no token --color-${name} with a light and a dark value`);
  return token[theme];
}

/** WCAG relative luminance; OKLCH → linear sRGB with the constants of the CSS Color 4 specification. */
function luminance([lightness, chroma, hue]: Oklch): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  return 0.2126 * inGamut(red) + 0.7152 * inGamut(green) + 0.0722 * inGamut(blue);
}

function inGamut(channel: number): number {
  return Math.min(1, Math.max(0, channel));
}
