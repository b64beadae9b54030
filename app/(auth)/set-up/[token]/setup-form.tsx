"use client";

import { createFirstOwnerAction } from "@/lib/auth/actions";
import { goTo, signIn } from "@/lib/auth/client";
import { AuthForm, toFormError, type AuthField, type AuthFormError } from "../../auth-form";

const fields: AuthField[] = [
  { name: "name", label: "Your name", autoComplete: "name" },
  { name: "email", label: "E-mail", type: "email", autoComplete: "username" },
  {
    name: "password",
    label: "Password",
    type: "password",
    autoComplete: "new-password",
    help: "At least 10 characters.",
  },
];

export function SetupForm({ token }: { token: string }) {
  async function submit(values: Record<string, string>): Promise<AuthFormError | null> {
    const { name = "", email = "", password = "" } = values;
    const result = await createFirstOwnerAction({ token, name, email, password });
    if (!result.ok) return toFormError(result.error);
    const message = await signIn({ email, password });
    goTo(message === null ? "/" : "/sign-in");
    return null;
  }

  return <AuthForm fields={fields} submitLabel="Create owner" onSubmit={submit} />;
}
