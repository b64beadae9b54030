"use client";

import { useState } from "react";
import { Input, type InputProps } from "./input";
import { numberFromText } from "./number-text";

export interface NumberInputProps extends Omit<InputProps, "value" | "onChange" | "type"> {
  value: number | string | undefined;
  /** A number where the text is one; the text itself where it is not (the validator says so); undefined when empty. */
  onChange: (value: number | string | undefined) => void;
  integer?: boolean;
  /** Behind the figure: "days", "ms". */
  unit?: string;
}

/** A text field for numbers: no spinner, no scroll accident, no digit lost beyond 2^53. */
export function NumberInput({ value, onChange, integer = false, unit, ...rest }: NumberInputProps) {
  const [text, setText] = useState(() => textOf(value));
  // What was typed ("1.0", "-") stays as typed; only a value that came from elsewhere replaces it.
  const shown = numberFromText(text, integer) === value ? text : textOf(value);
  return (
    <Input
      trailing={unit}
      {...rest}
      inputMode={integer ? "numeric" : "decimal"}
      value={shown}
      onChange={(event) => {
        setText(event.target.value);
        onChange(numberFromText(event.target.value, integer));
      }}
      className="tabular-nums"
    />
  );
}

function textOf(value: number | string | undefined): string {
  return value === undefined ? "" : String(value);
}
