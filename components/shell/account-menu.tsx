"use client";

import { LogOut } from "lucide-react";
import { DropdownMenu, MenuItem, MenuSeparator } from "@/components/ui/dropdown-menu";
import { cn } from "@/components/ui/cn";
import { PlainButton } from "@/components/ui/plain-button";
import * as text from "@/text/shell";
import type { Account } from "./app-shell";

export function AccountMenu({ account, narrow }: { account: Account; narrow: boolean }) {
  const trigger = (
    <PlainButton
      className={cn(
        "focus-ring flex h-8 min-w-0 flex-1 items-center gap-2 rounded-md px-1.5 text-left transition-colors hover:bg-ink/5 data-[state=open]:bg-ink/5",
        narrow && "max-lg:flex-none",
      )}
    >
      <span className="sr-only">{text.accountOf(account.name)}</span>
      <span
        aria-hidden
        className="grid size-5.5 shrink-0 place-items-center rounded-full bg-accent-soft text-2xs font-semibold text-accent"
      >
        {initial(account.name)}
      </span>
      <span aria-hidden className={cn("truncate text-sm", narrow && "max-lg:hidden")}>
        {account.name}
      </span>
    </PlainButton>
  );
  return (
    <DropdownMenu side="top" align="start" trigger={trigger} className="w-56">
      <div className="px-2 py-1.5">
        <div className="truncate text-sm font-medium">{account.name}</div>
        {account.email && <div className="truncate text-xs text-ink-faint">{account.email}</div>}
      </div>
      <MenuSeparator />
      {account.links?.map((link) => (
        <MenuItem key={link.href} href={link.href} icon={link.icon}>
          {link.label}
        </MenuItem>
      ))}
      {account.onSignOut && (
        <MenuItem icon={<LogOut strokeWidth={1.75} />} onSelect={() => void account.onSignOut?.()}>
          {text.signOut}
        </MenuItem>
      )}
    </DropdownMenu>
  );
}

function initial(name: string): string {
  return ([...name.trim()][0] ?? "?").toUpperCase();
}
