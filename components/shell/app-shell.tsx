import type { ReactNode } from "react";
import type { State } from "@/components/ui/state";
import * as text from "@/text/shell";
import type { PaletteCommand } from "./command";
import { CommandProvider } from "./command-provider";
import { ConnectionNotice } from "./connection-notice";
import { KeepFocus } from "./keep-focus";
import { PhoneBar } from "./phone-bar";
import { Rail } from "./rail";
import type { NavSection } from "./sections";
import type { CommandSearch } from "./use-found-commands";

export interface Health {
  state: State;
  /** "All well", "Executor is behind by 2 min". */
  label: string;
  href?: string;
}

export interface Account {
  name: string;
  email?: string;
  links?: readonly { href: string; label: string; icon?: ReactNode }[];
  /** A server action, or a client's function where the shell is used from the client. */
  onSignOut?: () => void | Promise<void>;
}

export interface ShellFrame {
  workspace: string;
  sections: readonly NavSection[];
  health: Health;
  account: Account;
}

export interface AppShellProps extends ShellFrame {
  /** Offered by ⌘K beside the sections, with their keys. */
  commands?: readonly PaletteCommand[];
  /** Finds for ⌘K what no page has loaded. */
  search?: CommandSearch;
  children: ReactNode;
}

/** Rail of 232 px, icons below 1,100 px, a sheet below 720 px; palette and keys; the page beside it. */
export function AppShell({ commands = [], search, children, ...frame }: AppShellProps) {
  return (
    <CommandProvider sections={frame.sections} commands={commands} search={search}>
      <a
        href="#main"
        className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-ink px-3 py-1.5 text-sm font-medium text-surface focus:translate-y-0"
      >
        {text.skipToPage}
      </a>
      {/* A dialog changes both of the body; inherited here, the styles of the whole page would be computed anew. */}
      <div className="pointer-events-auto min-h-dvh [--removed-body-scroll-bar-size:0px] md:grid md:grid-cols-[3.5rem_minmax(0,1fr)] lg:grid-cols-[14.5rem_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh md:block">
          <Rail {...frame} form="rail" />
        </aside>
        <PhoneBar {...frame} />
        <main
          id="main"
          tabIndex={-1}
          className="min-h-dvh min-w-0 bg-surface outline-none md:border-l md:border-line"
        >
          {children}
        </main>
      </div>
      <KeepFocus />
      <ConnectionNotice />
    </CommandProvider>
  );
}
