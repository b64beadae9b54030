"use client";

import { call } from "@/lib/action/call";
import { createFirstOwnerAction } from "@/lib/auth/actions";
import { goTo, signIn } from "@/lib/auth/client";
import * as text from "@/text/auth";
import { AuthForm, toFormError, type AuthField, type AuthFormError } from "../../auth-form";

const fields: AuthField[] = [
  { name: "name", label: text.yourName, autoComplete: "name" },
  { name: "email", label: text.email, type: "email", autoComplete: "username" },
  {
    name: "password",
    label: text.password,
    type: "password",
    autoComplete: "new-password",
    help: text.passwordHelp,
  },
];

export function SetupForm({ token }: { token: string }) {
  async function submit(values: Record<string, string>): Promise<AuthFormError | null> {
    const { name = "", email = "", password = "" } = values;
    const result = await call(createFirstOwnerAction)({ token, name, email, password });
    if (!result.ok) return toFormError(result.error);
    const message = await signIn({ email, password });
    goTo(message === null ? "/" : "/sign-in");
    return null;
  }

  return <AuthForm fields={fields} submitLabel={text.createOwner} onSubmit={submit} />;
}
