"use client";

import { Eye, EyeOff, KeyRound } from "lucide-react";
import { useId, useRef, useState, type ChangeEvent } from "react";
import { flushSync } from "react-dom";
import * as text from "@/text/ui";
import { Button } from "./button";
import { useFieldGroup } from "./field-context";
import { IconButton } from "./icon-button";
import { Input } from "./input";
import { PlainButton } from "./plain-button";
import { Textarea } from "./textarea";

export interface SecretInputProps {
  /** `undefined` with `stored`: the stored value stays. */
  value: string | undefined;
  onChange: (value: string | undefined) => void;
  onBlur?: () => void;
  /** A value is kept on the server; it is never sent back here. */
  stored?: boolean;
  /** For keys and certificates of many lines. */
  multiline?: boolean;
  placeholder?: string;
  disabled?: boolean;
  id?: string;
  name?: string;
}

const entrySelector = "input, textarea";

/** Masked while typed, revealed on demand; a stored value can be replaced but never read. */
export function SecretInput({ value, onChange, stored = false, ...rest }: SecretInputProps) {
  const frame = useRef<HTMLDivElement>(null);
  const replacing = !stored || value !== undefined;

  function changeTo(next: string | undefined, focusSelector: string) {
    flushSync(() => onChange(next));
    frame.current?.querySelector<HTMLElement>(focusSelector)?.focus();
  }

  return (
    <div ref={frame} className="grid min-w-0 gap-1.5">
      {replacing ? (
        <SecretEntry {...rest} value={value ?? ""} onChange={onChange} stored={stored} />
      ) : (
        <StoredSecret id={rest.id} disabled={rest.disabled} onReplace={() => changeTo("", entrySelector)} />
      )}
      {stored && replacing && (
        <div className="text-xs text-ink-muted">
          {text.replacesStored}{" "}
          <PlainButton
            className="focus-ring rounded-sm text-accent underline-offset-2 hover:underline"
            onClick={() => changeTo(undefined, "button")}
          >
            {text.keepStored}
          </PlainButton>
        </div>
      )}
    </div>
  );
}

function StoredSecret({
  id,
  disabled,
  onReplace,
}: {
  id?: string;
  disabled?: boolean;
  onReplace: () => void;
}) {
  const { "aria-labelledby": labelId, ...field } = useFieldGroup({ id });
  const stored = useId();
  return (
    <div className="flex h-8 items-center justify-between gap-2 rounded-md border border-line bg-sunken pr-0.5 pl-2.5">
      <span id={stored} className="flex items-center gap-1.5 text-sm text-ink-muted">
        <KeyRound className="size-3.5" strokeWidth={1.75} aria-hidden />
        {text.stored}
      </span>
      <Button
        {...field}
        aria-required={undefined}
        // The field's label alone would name the button after the secret: "Replace Password" says what it does.
        aria-labelledby={labelId && `${field.id} ${labelId}`}
        aria-describedby={[stored, field["aria-describedby"]].filter(Boolean).join(" ")}
        size="sm"
        variant="ghost"
        disabled={disabled}
        onClick={onReplace}
      >
        {text.replace}
      </Button>
    </div>
  );
}

function SecretEntry({ value, onChange, stored, multiline, ...rest }: SecretInputProps & { value: string }) {
  const [shown, setShown] = useState(false);
  const reveal = (
    <IconButton
      size="sm"
      label={shown ? text.hide : text.show}
      aria-pressed={shown}
      disabled={rest.disabled}
      icon={shown ? <EyeOff strokeWidth={1.75} /> : <Eye strokeWidth={1.75} />}
      onClick={() => setShown(!shown)}
      className="-mr-2"
    />
  );
  const shared = {
    ...rest,
    value,
    mono: value !== "",
    autoComplete: "new-password",
    placeholder: stored ? text.newValue : rest.placeholder,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
  };
  if (!multiline) return <Input {...shared} type={shown ? "text" : "password"} trailing={reveal} />;
  return (
    <div className="relative">
      <Textarea {...shared} className={shown || value === "" ? "pr-9" : "pr-9 masked"} />
      <span className="absolute top-0.5 right-3">{reveal}</span>
    </div>
  );
}
