import type { ReactNode } from "react";

export interface FormLayoutProps {
  /** The form: one column. */
  children: ReactNode;
  /** Beside it on wide screens, below it on narrow ones: the log of a test, the connector's documentation. */
  aside?: ReactNode;
}

/** A form and what stands beside it; the aside stays in view while a long form scrolls. */
export function FormLayout({ children, aside }: FormLayoutProps) {
  return (
    <div className="grid grid-cols-1 items-start gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,36rem)_minmax(0,1fr)]">
      <div className="min-w-0">{children}</div>
      {aside && <aside className="grid min-w-0 grid-cols-1 gap-4 lg:sticky lg:top-6">{aside}</aside>}
    </div>
  );
}
