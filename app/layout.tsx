import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import { Providers } from "@/components/shell/providers";
import { themeCookie, themeFrom, type Theme } from "@/components/shell/theme";
import { buildEnv } from "@/lib/env/build";
import * as text from "@/text/shell";

/*
 * Latin is preloaded. Other scripts come from fontsource's faces, the next name in the stack, and are loaded
 * only when a page has such letters; the fallback with Inter's metrics (globals.css) must come after them.
 */
const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  variable: "--font-inter",
  adjustFontFallback: false,
});
const jetbrainsMono = localFont({
  src: "../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2",
  weight: "100 800",
  variable: "--font-jetbrains-mono",
  adjustFontFallback: false,
});

export const metadata: Metadata = {
  title: { default: text.productName, template: text.pageTitle },
  description: text.about,
  robots: { index: false, follow: false },
};

/** The browser's own bars in the colour of the canvas. */
const barColor = { light: "#f3f6f7", dark: "#0b1012" };

/** The colour scheme is for a page that is drawn by script alone, as Next draws a 404: until then it has the theme's canvas. */
export async function generateViewport(): Promise<Viewport> {
  const theme = await currentTheme();
  if (theme !== "system") return { themeColor: barColor[theme], colorScheme: theme };
  return {
    colorScheme: "light dark",
    themeColor: [
      { media: "(prefers-color-scheme: light)", color: barColor.light },
      { media: "(prefers-color-scheme: dark)", color: barColor.dark },
    ],
  };
}

/** The theme is set here from its cookie, so no script has to run before the first paint. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = await currentTheme();
  return (
    <html
      lang="en"
      data-theme={theme}
      data-base-path={buildEnv.basePath}
      className={`${inter.variable} ${jetbrainsMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}

async function currentTheme(): Promise<Theme> {
  return themeFrom((await cookies()).get(themeCookie)?.value);
}
