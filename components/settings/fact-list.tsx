import type { ReactNode } from "react";

/** Labels and what they stand for, as a definition list; `Fact`s are its children. */
export function FactList({ children }: { children: ReactNode }) {
  return (
    <dl className="grid max-w-200 grid-cols-1 gap-x-6 gap-y-3 text-sm md:grid-cols-[10rem_minmax(0,1fr)]">
      {children}
    </dl>
  );
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-muted max-md:-mb-2">{label}</dt>
      <dd className="flex min-w-0 flex-wrap items-center gap-1 wrap-anywhere">{children}</dd>
    </>
  );
}
