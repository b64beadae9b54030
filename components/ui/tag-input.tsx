"use client";

import { useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useFieldControl, useIsReadOnly } from "./field-context";
import { Tag } from "./tag";
import { splitTags } from "./tag-text";

export interface TagInputProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  onBlur?: () => void;
  placeholder?: string;
  /** Marks tags that are not acceptable; the field's error says why. */
  isInvalid?: (tag: string, index: number) => boolean;
  inputMode?: "text" | "numeric" | "decimal" | "url" | "email";
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
}

/** Free values: Enter or a comma adds one, a pasted list becomes many, Backspace in the empty field takes the last. */
export function TagInput({
  value,
  onChange,
  onBlur,
  placeholder,
  isInvalid,
  inputMode,
  ...rest
}: TagInputProps) {
  const [draft, setDraft] = useState("");
  const field = useFieldControl(rest);
  const readOnly = useIsReadOnly({ value: draft });

  function add(text: string) {
    const added = splitTags(text).filter((tag) => !value.includes(tag));
    if (added.length > 0) onChange([...value, ...new Set(added)]);
    setDraft("");
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.nativeEvent.isComposing) return;
    if ((event.key === "Enter" || event.key === ",") && draft.trim() !== "") {
      event.preventDefault();
      add(draft);
    } else if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
    } else if (event.key === "Backspace" && draft === "") {
      onChange(value.slice(0, -1));
    }
  }

  function onPaste(event: ClipboardEvent<HTMLInputElement>) {
    const text = event.clipboardData.getData("text");
    if (splitTags(text).length < 2) return;
    event.preventDefault();
    add(`${draft}${text}`);
  }

  return (
    <div className="control flex min-h-8 min-w-0 flex-wrap items-center gap-1 px-1 py-0.75 has-[li]:pl-1">
      {value.length > 0 && (
        <ul className="contents">
          {value.map((tag, index) => (
            <Tag
              key={`${index}:${tag}`}
              label={tag}
              invalid={isInvalid?.(tag, index)}
              onRemove={
                rest.disabled ? undefined : () => onChange(value.filter((_, place) => place !== index))
              }
            />
          ))}
        </ul>
      )}
      <input
        {...rest}
        {...field}
        readOnly={readOnly}
        autoComplete="off"
        spellCheck={false}
        inputMode={inputMode}
        value={draft}
        placeholder={value.length === 0 ? placeholder : undefined}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        onBlur={() => {
          add(draft);
          onBlur?.();
        }}
        className="h-6 min-w-24 flex-1 bg-transparent px-1.5 text-base max-md:text-lg outline-none placeholder:text-ink-faint"
      />
    </div>
  );
}
