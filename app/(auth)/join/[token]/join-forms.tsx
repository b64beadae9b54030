"use client";

import { goTo, signIn } from "@/lib/auth/client";
import type { Role } from "@/lib/auth/roles";
import { call } from "@/lib/action/call";
import { joinAction, joinAsNewAction, joinWithAccountAction } from "@/lib/invitations/actions";
import * as text from "@/text/auth";
import { roleNames } from "@/text/members";
import { AuthForm, toFormError, type AuthField, type AuthFormError } from "../../auth-form";

interface JoinProps {
  token: string;
  /** Whom the link is for; null: anybody. */
  email: string | null;
}

export function JoinAsNew({ token, email: meant }: JoinProps) {
  async function submit(values: Record<string, string>): Promise<AuthFormError | null> {
    const { name = "", email = "", password = "" } = values;
    const result = await call(joinAsNewAction)({ token, name, email, password });
    return result.ok ? enter({ email, password }) : toFormError(result.error);
  }

  return (
    <AuthForm
      fields={[
        { name: "name", label: text.yourName, autoComplete: "name" },
        emailField(meant),
        {
          name: "password",
          label: text.password,
          type: "password",
          autoComplete: "new-password",
          help: text.passwordHelp,
        },
      ]}
      submitLabel={text.join}
      onSubmit={submit}
    />
  );
}

export function JoinWithAccount({ token, email: meant }: JoinProps) {
  async function submit(values: Record<string, string>): Promise<AuthFormError | null> {
    const { email = "", password = "" } = values;
    const result = await call(joinWithAccountAction)({ token, email, password });
    return result.ok ? enter({ email, password }) : toFormError(result.error);
  }

  return (
    <AuthForm
      fields={[
        emailField(meant),
        { name: "password", label: text.password, type: "password", autoComplete: "current-password" },
      ]}
      submitLabel={text.join}
      onSubmit={submit}
    />
  );
}

export function JoinSignedIn({ token, role }: { token: string; role: Role }) {
  async function submit(): Promise<AuthFormError | null> {
    const result = await call(joinAction)({ token });
    if (!result.ok) return { message: result.error.message };
    goTo("/");
    return null;
  }

  return <AuthForm fields={[]} submitLabel={text.joinAs(roleNames[role])} onSubmit={submit} />;
}

function emailField(meant: string | null): AuthField {
  return {
    name: "email",
    label: text.email,
    type: "email",
    autoComplete: "username",
    ...(meant === null ? {} : { defaultValue: meant, readOnly: true, help: text.emailIsFixed }),
  };
}

async function enter(credentials: { email: string; password: string }): Promise<null> {
  const message = await signIn(credentials);
  goTo(message === null ? "/" : "/sign-in");
  return null;
}
