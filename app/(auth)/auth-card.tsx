import type { ReactNode } from "react";

export interface AuthCardProps {
  title: string;
  description?: ReactNode;
  children?: ReactNode;
}

export function AuthCard({ title, description, children }: AuthCardProps) {
  return (
    <section className="grid gap-5 rounded-md border border-line bg-surface p-6">
      <header className="grid gap-1">
        <h1 className="text-title font-semibold">{title}</h1>
        {description && <p className="text-sm text-ink-muted">{description}</p>}
      </header>
      {children}
    </section>
  );
}
