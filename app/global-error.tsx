"use client";

import "./globals.css";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/data-state";

/** Where the shell itself could not be drawn, most often because its database does not answer. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en" data-theme="system">
      <body>
        <title>The console could not be drawn · Sluice</title>
        <main className="grid min-h-dvh place-content-center">
          <h1 className="sr-only">The console could not be drawn</h1>
          <ErrorState
            title="The console could not be drawn"
            message="Its database may be away for a moment. Syncs that are running go on by themselves; if this stays, the console’s own log has the reason."
            {...(error.digest === undefined ? {} : { errorId: error.digest })}
            retry={<Button onClick={() => window.location.reload()}>Load again</Button>}
          />
        </main>
      </body>
    </html>
  );
}
