"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect, useState } from "react";
import { applyTheme } from "@/components/shell/theme-menu";
import { themeFrom, type Theme } from "@/components/shell/theme";
import { RadioCards } from "@/components/ui/radio-cards";
import * as text from "@/text/settings";

/** The same choice as in the rail. The page's own attribute is the one place that knows the theme. */
export function ThemeSetting() {
  const [theme, setTheme] = useState<Theme>();

  useEffect(() => {
    const read = () => setTheme(themeFrom(document.documentElement.dataset.theme));
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    return () => observer.disconnect();
  }, []);

  return (
    <div className="max-w-160">
      <RadioCards
        aria-label={text.theme}
        columns={3}
        value={theme}
        onValueChange={(next) => applyTheme(themeFrom(next))}
        options={[
          { value: "light", label: text.light, icon: <Sun className="size-4" strokeWidth={1.75} /> },
          { value: "dark", label: text.dark, icon: <Moon className="size-4" strokeWidth={1.75} /> },
          { value: "system", label: text.asSystem, icon: <Monitor className="size-4" strokeWidth={1.75} /> },
        ]}
      />
    </div>
  );
}
