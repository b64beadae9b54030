"use client";

import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code";
import type { CreatedApplication } from "@/lib/applications/schema";

/** Client id and secret of a new application; the secret cannot be had again. */
export function ShownOnce({ application, onDone }: { application: CreatedApplication; onDone: () => void }) {
  const region = useRef<HTMLElement>(null);
  useEffect(() => region.current?.focus(), [application.id]);
  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label={`Credentials of ${application.name}`}
      className="grid max-w-160 gap-3 rounded-md border border-line bg-surface px-4 py-3 outline-none"
    >
      <p className="text-sm">
        Copy the secret of <strong className="font-medium">{application.name}</strong> now. Only a hash of it
        is kept, so it is not shown again.
      </p>
      <div className="grid gap-1">
        <span className="text-xs text-ink-muted">Client id</span>
        <CodeBlock text={application.clientId} label="Copy the client id" />
      </div>
      <div className="grid gap-1">
        <span className="text-xs text-ink-muted">Client secret</span>
        <CodeBlock text={application.clientSecret} label="Copy the client secret" />
      </div>
      <div>
        <Button size="sm" onClick={onDone}>
          I have copied it
        </Button>
      </div>
    </section>
  );
}
