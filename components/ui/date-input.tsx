"use client";

import { Calendar } from "lucide-react";
import { useRef, type ChangeEvent } from "react";
import * as text from "@/text/ui";
import { IconButton } from "./icon-button";
import { Input } from "./input";

export interface DateInputProps {
  /** As text, "2026-11-22"; anything typed is kept, so that a validator can say what is wrong with it. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  onBlur?: () => void;
  placeholder?: string;
  min?: string;
  max?: string;
  disabled?: boolean;
  id?: string;
  name?: string;
  "aria-label"?: string;
}

export interface DateTimeInputProps extends DateInputProps {
  /** Writes a picked instant ("2026-11-22T14:03:22", UTC) in the form the field wants. Default: with a Z behind. */
  formatPicked?: (utc: string) => string;
}

/** ISO text that can be typed and pasted, with the browser's own calendar behind the button. */
export function DateInput(props: DateInputProps) {
  return <PickedInput {...props} kind="date" placeholder={props.placeholder ?? text.datePlaceholder} />;
}

/** As DateInput, with the time. Times are UTC, and the field says so. */
export function DateTimeInput({ formatPicked = (utc) => `${utc}Z`, ...props }: DateTimeInputProps) {
  return (
    <PickedInput
      {...props}
      kind="datetime-local"
      formatPicked={formatPicked}
      placeholder={props.placeholder ?? text.dateTimePlaceholder}
    />
  );
}

interface PickedInputProps extends DateTimeInputProps {
  kind: "date" | "datetime-local";
}

function PickedInput({ kind, value, onChange, formatPicked, min, max, ...rest }: PickedInputProps) {
  const native = useRef<HTMLInputElement>(null);
  const withTime = kind === "datetime-local";

  function onPicked(event: ChangeEvent<HTMLInputElement>) {
    const picked = withTime ? event.target.value.padEnd(19, ":00").slice(0, 19) : event.target.value;
    if (event.target.value !== "") onChange(formatPicked ? formatPicked(picked) : picked);
  }

  return (
    <span className="relative block">
      <Input
        {...rest}
        mono
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
        className="tabular-nums"
        trailing={
          <>
            {withTime && <span>{text.utc}</span>}
            <IconButton
              size="sm"
              label={withTime ? text.pickDateAndTime : text.pickDate}
              disabled={rest.disabled}
              icon={<Calendar strokeWidth={1.75} />}
              onClick={() => native.current?.showPicker()}
              className="-mr-2"
            />
          </>
        }
      />
      <input
        ref={native}
        type={kind}
        step={withTime ? 1 : undefined}
        min={min}
        max={max}
        tabIndex={-1}
        aria-hidden
        disabled={rest.disabled}
        value={pickerValue(value, withTime)}
        onChange={onPicked}
        className="pointer-events-none absolute right-0 bottom-0 size-px opacity-0"
      />
    </span>
  );
}

/** Where the calendar opens: the typed instant if it is one, else nowhere in particular. */
function pickerValue(value: string | undefined, withTime: boolean): string {
  const found = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?)?/.exec(value ?? "");
  if (!found?.[1] || Number.isNaN(Date.parse(found[1]))) return "";
  return withTime ? `${found[1]}T${found[2] ?? "00:00"}${found[3] ?? ":00"}` : found[1];
}
