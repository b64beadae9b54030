"use client";

import * as text from "@/text/ui";
import { Button } from "./button";
import { ErrorState } from "./data-state";

export interface ReadErrorProps {
  /** What could not be read: "The runs could not be read". */
  title: string;
  /** Its message is for the person; `errorId` is what the log has it under. */
  error: Error & { errorId?: string | undefined };
  onRetry: () => void;
  /** While it is read again. */
  busy?: boolean;
  className?: string;
}

/** In the place of what could not be read. */
export function ReadError({ title, error, onRetry, busy = false, className }: ReadErrorProps) {
  return (
    <ErrorState
      title={title}
      message={error.message}
      retry={
        <Button size="sm" busy={busy} onClick={onRetry}>
          {text.readAgain}
        </Button>
      }
      className={className ?? "py-6"}
      {...(error.errorId === undefined ? {} : { errorId: error.errorId })}
    />
  );
}
