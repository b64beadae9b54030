"use client";

import { isLostCode, LostCode } from "@/components/shell/lost-code";
import { ErrorState } from "@/components/ui/data-state";
import { RefreshButton } from "@/components/ui/refresh-button";
import * as text from "@/text/problems";

/** Pages throw only what nobody expected; the digest is what the log has it under. */
export default function ConsoleError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  if (isLostCode(error)) return <LostCode />;
  return (
    <ErrorState
      title={text.pageNotDrawn}
      message={text.restWorks}
      {...(error.digest === undefined ? {} : { errorId: error.digest })}
      retry={<RefreshButton label={text.tryAgain} onRefresh={reset} />}
    />
  );
}
