"use client";

import { createContext, useContext, type ReactNode } from "react";
import { hasRole, type Role } from "@/lib/auth/roles";

const OwnRole = createContext<Role>("viewer");

export interface OwnRoleProps {
  role: Role;
  children: ReactNode;
}

/** Says once, around every page, what role the reader has. */
export function OwnRoleProvider({ role, children }: OwnRoleProps) {
  return <OwnRole value={role}>{children}</OwnRole>;
}

/** Whether the reader has this role or more. What is drawn follows from it; what is allowed, the action decides. */
export function useMay(role: Role): boolean {
  return hasRole({ kind: "user", id: "", role: useContext(OwnRole) }, role);
}

export interface OnlyForProps {
  role: Role;
  /** In its place for everybody else; nothing unless given. */
  otherwise?: ReactNode;
  children: ReactNode;
}

/** Draws what only some may use: `<OnlyFor role="editor"><Button …/></OnlyFor>`, in server and client components. */
export function OnlyFor({ role, otherwise = null, children }: OnlyForProps) {
  return useMay(role) ? children : otherwise;
}
