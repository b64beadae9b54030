const themes = ["light", "dark", "system"] as const;
export type Theme = (typeof themes)[number];

/** Read by the root layout before it renders, written by the theme menu. */
export const themeCookie = "sluice-theme";

/** Anything but a known theme means the system's. */
export function themeFrom(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
