import { ArrowDownToLine, ArrowUpFromLine, Compass, History, ListX, Settings, Waypoints } from "lucide-react";
import type { ReactNode } from "react";
import type { Role } from "@/lib/auth/roles";

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
      label: "Onboarding",
      icon: <Compass strokeWidth={1.75} />,
      keys: ["g", "o"],
      role: "editor",
    },
    {
      href: "/connections",
      label: "Connections",
      icon: <Waypoints strokeWidth={1.75} />,
      keys: ["g", "c"],
      attention: attention.connections,
    },
    {
      href: "/sources",
      label: "Sources",
      icon: <ArrowUpFromLine strokeWidth={1.75} />,
      keys: ["g", "s"],
      attention: attention.sources,
    },
    {
      href: "/destinations",
      label: "Destinations",
      icon: <ArrowDownToLine strokeWidth={1.75} />,
      keys: ["g", "d"],
      attention: attention.destinations,
    },
    {
      href: "/runs",
      label: "Runs",
      icon: <History strokeWidth={1.75} />,
      keys: ["g", "r"],
      attention: attention.runs,
    },
    {
      href: "/quarantine",
      label: "Quarantine",
      icon: <ListX strokeWidth={1.75} />,
      keys: ["g", "q"],
      attention: attention.quarantine,
    },
    { href: "/settings", label: "Settings", icon: <Settings strokeWidth={1.75} />, keys: ["g", ","] },
  ];
}
