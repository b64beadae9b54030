"use client";

import { createContext, useContext } from "react";
import { useIsHydrated } from "./use-is-hydrated";

export interface FieldContextValue {
  controlId: string;
  labelId: string;
  describedBy?: string;
  invalid: boolean;
  required: boolean;
}

export const FieldContext = createContext<FieldContextValue | null>(null);

interface OwnAttributes {
  id?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: boolean | "true" | "false" | "grammar" | "spelling";
  "aria-required"?: boolean | "true" | "false";
}

/** The attributes that tie a control to the field around it; what the control was given itself wins. */
export function useFieldControl(own: OwnAttributes = {}) {
  const field = useContext(FieldContext);
  return {
    id: own.id ?? field?.controlId,
    "aria-describedby": own["aria-describedby"] ?? field?.describedBy,
    "aria-invalid": own["aria-invalid"] ?? (field?.invalid || undefined),
    "aria-required": own["aria-required"] ?? (field?.required || undefined),
  };
}

/** The same for what a <label for> cannot name: groups of radios, lists of tags. */
export function useFieldGroup(own: OwnAttributes = {}) {
  const field = useContext(FieldContext);
  return { ...useFieldControl(own), "aria-labelledby": field?.labelId };
}

/**
 * Whether a text control may not be typed into yet: React would put its own value in the place of what was typed into
 * the server's HTML. A control without a value of React's keeps what it is given.
 */
export function useIsReadOnly(own: { value?: unknown; readOnly?: boolean }): boolean {
  const isHydrated = useIsHydrated();
  return own.readOnly ?? (own.value !== undefined && !isHydrated);
}
