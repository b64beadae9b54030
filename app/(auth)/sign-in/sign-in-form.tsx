"use client";

import { goTo, signIn } from "@/lib/auth/client";
import * as text from "@/text/auth";
import { AuthForm, type AuthField, type AuthFormError } from "../auth-form";

const fields: AuthField[] = [
  { name: "email", label: text.email, type: "email", autoComplete: "username" },
  { name: "password", label: text.password, type: "password", autoComplete: "current-password" },
];

export function SignInForm({ next }: { next: string }) {
  async function submit({
    email = "",
    password = "",
  }: Record<string, string>): Promise<AuthFormError | null> {
    const missing = missingFields({ email, password });
    if (missing) return missing;
    const message = await signIn({ email, password });
    if (message !== null) return { message };
    goTo(next);
    return null;
  }

  return <AuthForm fields={fields} submitLabel={text.signIn} onSubmit={submit} />;
}

function missingFields({ email, password }: { email: string; password: string }): AuthFormError | null {
  const missing = {
    ...(email.trim() === "" ? { email: text.enterEmail } : {}),
    ...(password === "" ? { password: text.enterPassword } : {}),
  };
  return Object.keys(missing).length > 0 ? { message: text.fillInBoth, fields: missing } : null;
}
