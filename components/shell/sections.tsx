import { ArrowDownToLine, ArrowUpFromLine, Compass, History, ListX, Settings, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import type { Role } from "@/lib/auth/roles";
import * as text from "@/text/shell";

export interface NavSection {
  href: string;
  label: string;
  icon: ReactNode;
  /** How many things in it need attention; nothing is shown for none. */
  attention?: number;
  /** Typed one after the other, they go there: ["g", "s"]. */
  keys?: readonly string[];
  /** The least role that has a use for it; everybody unless given. */
  role?: Role;
}

export interface Attention {
  connections?: number;
  sources?: number;
  destinations?: number;
  /** That wait for a person's word. */
  runs?: number;
  /** Connections of which rows wait. */
  quarantine?: number;
}

/** The console's sections, in their order. */
export function consoleSections(attention: Attention = {}): NavSection[] {
  return [
    {
      href: "/onboarding",
      label: text.onboarding,
      icon: <Compass strokeWidth={1.75} />,
      keys: ["g", "o"],
      role: "editor",
    },
    {
      href: "/connections",
      label: text.connections,
      icon: <Waypoints strokeWidth={1.75} />,
      keys: ["g", "c"],
      attention: attention.connections,
    },
    {
      href: "/sources",
      label: text.sources,
      icon: <ArrowUpFromLine strokeWidth={1.75} />,
      keys: ["g", "s"],
      attention: attention.sources,
    },
    {
      href: "/destinations",
      label: text.destinations,
      icon: <ArrowDownToLine strokeWidth={1.75} />,
      keys: ["g", "d"],
      attention: attention.destinations,
    },
    {
      href: "/runs",
      label: text.runs,
      icon: <History strokeWidth={1.75} />,
      keys: ["g", "r"],
      attention: attention.runs,
    },
    {
      href: "/quarantine",
      label: text.quarantine,
      icon: <ListX strokeWidth={1.75} />,
      keys: ["g", "q"],
      attention: attention.quarantine,
    },
    { href: "/settings", label: text.settings, icon: <Settings strokeWidth={1.75} />, keys: ["g", ","] },
  ];
}
