"use client";

import type { ComponentProps } from "react";
import { useIsHydrated } from "./use-is-hydrated";

export type PlainButtonProps = ComponentProps<"button">;

/** A button without a look of its own. Until React has taken it over it does nothing, says so, and sends no form. */
export function PlainButton({ type = "button", ...rest }: PlainButtonProps) {
  const isHydrated = useIsHydrated();
  if (isHydrated) return <button {...rest} type={type} />;
  // Method "dialog" outside of a <dialog> sends nothing. Were it of type "button" until then, Enter in a form's only field
  // would send the form without it, and the field would stand in the address.
  return <button {...rest} type={type} formMethod={type === "submit" ? "dialog" : undefined} aria-disabled />;
}
