"use client";

import { ErrorState } from "@/components/ui/data-state";
import { RefreshButton } from "@/components/ui/refresh-button";

/** Pages throw only what nobody expected; the digest is what the log has it under. */
export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <ErrorState
      title="This page could not be drawn"
      message="The rest of the console works, and running syncs go on."
      {...(error.digest === undefined ? {} : { errorId: error.digest })}
      retry={<RefreshButton label="Try again" onRefresh={reset} />}
    />
  );
}
