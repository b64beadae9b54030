import { z } from "zod";
import { assertRole, type Role } from "@/lib/auth/roles";
import { AppError, type ErrorCode, type FieldIssue } from "@/lib/errors";
import { refuseUnstorableText } from "@/lib/errors/refuse-unstorable-text";
import { reportError, type DescribedError } from "@/lib/errors/describe";
import type { Logger } from "@/lib/log";
import type { Actor, Scope } from "@/lib/workspaces/scope";
import { keepAnswers } from "./kept-answers";
import { assertSameOrigin, type RequestHeaders } from "./origin";

const callKeySchema = z.string().max(64).optional();

export interface ActionError {
  code: ErrorCode;
  /** For the person: what happened and what to do. */
  message: string;
  /** By field of the input; the form puts its focus on the first. */
  issues: FieldIssue[];
  /** Where the whole error stands in the log; only for errors nobody expected. */
  errorId?: string;
}

export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ActionError };

/** What an action needs of the world around it. */
export interface ActionDoor {
  scope(): Promise<Scope | null>;
  headers(): Promise<RequestHeaders>;
  publicUrl(): string;
  /** Lets the framework's own exceptions (redirect, not found) through. */
  rethrow(error: unknown): void;
  log: Logger;
}

export interface ActionOptions<Schema extends z.ZodType, Result> {
  /** For the log. */
  name: string;
  schema: Schema;
  role: Role;
  run(scope: Scope, input: z.output<Schema>): Promise<Result>;
}

export interface PublicActionOptions<Schema extends z.ZodType, Result> {
  name: string;
  schema: Schema;
  run(input: z.output<Schema>): Promise<Result>;
}

/** The builders of server actions over a door; `lib/action` has those of the running console. */
export function buildActions(door: ActionDoor) {
  const answerOnce = keepAnswers();

  /**
   * A server action for people who are signed in: its origin, session and role are checked and its input is parsed
   * before `run`, which calls a service. It never throws: what goes wrong is in the result, in words for the person.
   * Under a call's key (`once.ts`) it runs once, however often the call comes.
   */
  function action<Schema extends z.ZodType, Result>(options: ActionOptions<Schema, Result>) {
    return (input: z.input<Schema>, callKey?: string): Promise<ActionResult<Result>> =>
      answer(door, options.name, async () => {
        const scope = await door.scope();
        if (!scope) throw new AppError("unauthenticated", "Your session has ended. Sign in again.");
        assertRole(scope, options.role);
        refuseUnstorableText(input);
        const run = async () => options.run(scope, options.schema.parse(input));
        const key = callKeySchema.parse(callKey);
        if (key === undefined) return run();
        return answerOnce([scope.workspaceId, nameOf(scope.actor), options.name, key].join(" "), run);
      });
  }

  /** The same for people who are not signed in. */
  function publicAction<Schema extends z.ZodType, Result>(options: PublicActionOptions<Schema, Result>) {
    return (input: z.input<Schema>): Promise<ActionResult<Result>> =>
      answer(door, options.name, async () => {
        refuseUnstorableText(input);
        return options.run(options.schema.parse(input));
      });
  }

  return { action, publicAction };
}

async function answer<T>(door: ActionDoor, name: string, work: () => Promise<T>): Promise<ActionResult<T>> {
  try {
    assertSameOrigin(await door.headers(), door.publicUrl());
    return { ok: true, data: await work() };
  } catch (error) {
    door.rethrow(error);
    return { ok: false, error: toActionError(reportError(error, { action: name }, door.log)) };
  }
}

function nameOf(actor: Actor): string {
  return actor.kind === "system" ? actor.part : actor.id;
}

function toActionError({ code, message, issues, errorId }: DescribedError): ActionError {
  return { code, message, issues, ...(errorId === undefined ? {} : { errorId }) };
}
