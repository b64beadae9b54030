"use client";

import type { MouseEvent } from "react";
import { buttonClass, type ButtonLook } from "./button-class";
import { cn } from "./cn";
import { PlainButton, type PlainButtonProps } from "./plain-button";
import { Spinner } from "./spinner";

export interface ButtonProps extends PlainButtonProps, ButtonLook {
  /** Shows that the work goes on; keeps the width, the focus and the words for a screen reader; takes no click. */
  busy?: boolean;
}

export function Button({ variant, size, icon, busy = false, className, children, ...rest }: ButtonProps) {
  return (
    <PlainButton
      {...rest}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      onClick={busy ? refuse : rest.onClick}
      className={buttonClass({ variant, size }, className)}
    >
      <span className={cn("inline-flex items-center gap-1.5", busy && "opacity-0")}>
        {icon}
        {children}
      </span>
      {busy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </PlainButton>
  );
}

/** A form's button stays one: without any, Enter in its only field would send it again. */
function refuse(event: MouseEvent): void {
  event.preventDefault();
}
