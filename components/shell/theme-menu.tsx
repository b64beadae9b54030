"use client";

import { Monitor, Moon, Sun, SunMoon } from "lucide-react";
import { useState } from "react";
import { DropdownMenu, MenuRadioGroup } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import * as text from "@/text/shell";
import { themeCookie, themeFrom, type Theme } from "./theme";

/** Light, dark or as the system. Changes at once; the cookie lets the server draw the next page right. */
export function ThemeMenu({ side = "top" }: { side?: "top" | "right" | "bottom" }) {
  return (
    <DropdownMenu
      side={side}
      align="start"
      className="min-w-36"
      trigger={<IconButton size="sm" label={text.theme} icon={<SunMoon strokeWidth={1.75} />} />}
    >
      <ThemeChoice />
    </DropdownMenu>
  );
}

/* Mounted when the menu opens, so the page's own attribute is the one place that knows the theme. */
function ThemeChoice() {
  const [theme, setTheme] = useState(() => themeFrom(document.documentElement.dataset.theme));
  return (
    <MenuRadioGroup
      value={theme}
      onValueChange={(next) => {
        setTheme(themeFrom(next));
        applyTheme(themeFrom(next));
      }}
      options={[
        { value: "light", label: text.light, icon: <Sun strokeWidth={1.75} /> },
        { value: "dark", label: text.dark, icon: <Moon strokeWidth={1.75} /> },
        { value: "system", label: text.system, icon: <Monitor strokeWidth={1.75} /> },
      ]}
    />
  );
}

const yearSeconds = 365 * 24 * 60 * 60;

export function applyTheme(theme: Theme): void {
  const root = document.documentElement;
  root.dataset.theme = theme;
  const secureCookie = location.protocol === "https:" ? "; secure" : "";
  const path = root.dataset.basePath || "/";
  document.cookie = `${themeCookie}=${theme}; path=${path}; max-age=${yearSeconds}; samesite=lax${secureCookie}`;
}
