"use client";

import { PlainButton } from "@/components/ui/plain-button";
import * as text from "@/text/problems";
import "./globals.css";

/** Where the shell itself could not be drawn, most often because its database does not answer. Every page loads this. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>{text.consoleNotDrawnTitle}</title>
        <main className="mx-auto grid min-h-dvh max-w-120 content-center justify-items-center gap-4 px-4 text-center">
          <h1 className="text-base font-medium">{text.consoleNotDrawn}</h1>
          <p role="alert" className="text-sm text-ink-muted">
            {text.consoleNotDrawnWhy}
          </p>
          <PlainButton
            className="focus-ring h-8 rounded-md bg-accent px-3 text-sm font-medium text-accent-ink"
            onClick={() => window.location.reload()}
          >
            {text.loadAgain}
          </PlainButton>
          {error.digest && <p className="text-xs text-ink-faint">{text.errorId(error.digest)}</p>}
        </main>
      </body>
    </html>
  );
}
