import type { Role } from "@/lib/auth/roles";

/** Whom policies speak of. */
export interface Subject {
  id: string;
  /** `users:id:<id>`, `roles:id:<role>`, then the member's own. */
  tags: string[];
}

export interface Person {
  userId: string;
  email: string;
  role: Role;
  /** The member's own. */
  tags: readonly string[];
}

export const userTagPrefix = "users:id:";
export const roleTagPrefix = "roles:id:";

/** The subject that a member is. */
export function subjectOf(person: Person): Subject {
  const id = subjectIdOf(person);
  return { id, tags: [...new Set([userTagPrefix + id, roleTagPrefix + person.role, ...person.tags])] };
}

/**
 * What a person is called in policies and decisions: the e-mail's local part, in small letters and without characters
 * that mean something in a pattern, and the last eight digits of the user's id. Those are random, so that two people of
 * the same local part never share an id, and nobody inherits the one of a person who has left.
 */
export function subjectIdOf({ userId, email }: Pick<Person, "userId" | "email">): string {
  const local = email.slice(0, email.lastIndexOf("@")).toLowerCase();
  return `${local.replaceAll(/[^a-z0-9_.-]+/g, "-")}-${userId.slice(-8)}`;
}
