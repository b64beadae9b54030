import { randomBytes, randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/audit/service";
import { hashPassword } from "@/lib/auth/password";
import { db } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import type { Scope } from "@/lib/workspaces/scope";
import {
  applicationInput,
  type ApplicationInput,
  type ApplicationView,
  type CreatedApplication,
} from "./schema";

const shown = { id: true, name: true, clientId: true, createdAt: true, lastUsedAt: true } as const;

/** The workspace's API applications, oldest first, without their secrets. */
export async function listApplications(scope: Scope): Promise<ApplicationView[]> {
  const where = { workspaceId: scope.workspaceId };
  return db().application.findMany({ where, select: shown, orderBy: [{ createdAt: "asc" }, { id: "asc" }] });
}

export async function getApplication(scope: Scope, id: string): Promise<ApplicationView> {
  const where = { id, workspaceId: scope.workspaceId };
  const application = await db().application.findFirst({ where, select: shown });
  if (!application) throw new NotFoundError("application", id);
  return application;
}

/** Makes an API application. Its secret is in the answer and nowhere else. */
export async function createApplication(scope: Scope, input: ApplicationInput): Promise<CreatedApplication> {
  const { name } = applicationInput.parse(input);
  const clientSecret = randomBytes(32).toString("base64url");
  const application = await db().application.create({
    data: {
      workspaceId: scope.workspaceId,
      name,
      clientId: randomUUID(),
      secretHash: await hashPassword(clientSecret),
    },
    select: shown,
  });
  await recordAudit(scope, { action: "application.created", subject: application.id, facts: { name } });
  return { ...application, clientSecret };
}

/** Removes it; tokens it has been given end at once. */
export async function deleteApplication(scope: Scope, id: string): Promise<void> {
  const { count } = await db().application.deleteMany({ where: { id, workspaceId: scope.workspaceId } });
  if (count === 0) throw new NotFoundError("application", id);
  await recordAudit(scope, { action: "application.deleted", subject: id });
}
