"use client";

import { useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import type { ActionError } from "@/lib/action";
import { call } from "@/lib/action/call";
import { changePasswordAction } from "@/lib/auth/actions";
import { goTo, signIn } from "@/lib/auth/client";
import * as text from "@/text/settings";

/** The change ends every session; this browser signs in again at once with the new password. */
export function PasswordForm({ email }: { email: string }) {
  const form = useRef<HTMLFormElement>(null);
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);

  async function change(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const entered = new FormData(event.currentTarget);
    const newPassword = String(entered.get("newPassword"));
    const result = await call(changePasswordAction)({
      currentPassword: String(entered.get("currentPassword")),
      newPassword,
    });
    if (!result.ok) {
      setBusy(false);
      setError(result.error);
      focusOn(form.current, String(result.error.issues[0]?.path[0] ?? "currentPassword"));
      return;
    }
    setError(undefined);
    form.current?.reset();
    await signInAgain(newPassword);
    setBusy(false);
  }

  async function signInAgain(password: string) {
    const refusal = await signIn({ email, password });
    if (refusal === null) toast.success(text.passwordChanged);
    else goTo("/sign-in");
  }

  return (
    <form
      ref={form}
      method="post"
      noValidate
      onSubmit={(event) => void change(event)}
      className="grid max-w-120 gap-3"
    >
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <Field label={text.currentPassword} required error={messageAt(error, "currentPassword")}>
        <Input name="currentPassword" type="password" autoComplete="current-password" />
      </Field>
      <Field
        label={text.newPassword}
        required
        help={text.newPasswordHelp}
        error={messageAt(error, "newPassword")}
      >
        <Input name="newPassword" type="password" autoComplete="new-password" />
      </Field>
      {error && error.issues.length === 0 && (
        <p role="alert" className="text-sm text-bad">
          {error.message}
        </p>
      )}
      <div>
        <Button type="submit" busy={busy}>
          {text.changePassword}
        </Button>
      </div>
    </form>
  );
}

function messageAt(error: ActionError | undefined, field: string): string | undefined {
  return error?.issues.find(({ path }) => path[0] === field)?.message;
}

function focusOn(form: HTMLFormElement | null, field: string): void {
  const input = form?.elements.namedItem(field);
  if (input instanceof HTMLInputElement) input.select();
}
