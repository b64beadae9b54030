import { z } from "zod";
import { assertRole, type Role } from "@/lib/auth/roles";
import { AppError, type ErrorCode, type FieldIssue } from "@/lib/errors";
import { refuseUnstorableText } from "@/lib/errors/refuse-unstorable-text";
import { reportError, type DescribedError } from "@/lib/errors/describe";
import type { Logger } from "@/lib/log";
import type { Actor, Scope } from "@/lib/workspaces/scope";
import type { ChangeTag } from "./changes";
import { keepAnswers } from "./kept-answers";
import { assertSameOrigin, type RequestHeaders } from "./origin";

const callOptions = z
  .object({
    /** Of this one call, however often it comes. */
    key: z.string().max(64).optional(),
    /** The page that the call comes from is not wanted with the answer. */
    withoutPage: z.boolean().default(false),
  })
  .prefault({});

/** How an action is called; `call` and `once` (`call.ts`) fill it in. */
export type CallOptions = z.input<typeof callOptions>;

export interface ActionError {
  code: ErrorCode;
  /** For the person: what happened and what to do. */
  message: string;
  /** By field of the input; the form puts its focus on the first. */
  issues: FieldIssue[];
  /** Where the whole error stands in the log; only for errors nobody expected. */
  errorId?: string;
}

export type ActionResult<T> =
  /** `changed`: what is to be fetched anew, if anything is. */
  { ok: true; data: T; changed?: readonly ChangeTag[] } | { ok: false; error: ActionError };

/** What an action needs of the world around it. */
export interface ActionDoor {
  scope(): Promise<Scope | null>;
  headers(): Promise<RequestHeaders>;
  publicUrl(): string;
  /** Lets the framework's own exceptions (redirect, not found) through. */
  rethrow(error: unknown): void;
  /** Takes what was rendered of this for old, and has the page that the request came from drawn anew in its answer. */
  renew(tag: ChangeTag): void;
  log: Logger;
}

export interface ActionOptions<Schema extends z.ZodType, Result> {
  /** For the log. */
  name: string;
  schema: Schema;
  role: Role;
  /** What of the console is no longer as it was drawn; empty for an action that only asks, or changes nothing shown. */
  changes: readonly ChangeTag[] | ((input: z.output<Schema>) => readonly ChangeTag[]);
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
   * Under a call's key it runs once, however often the call comes. Once it has succeeded, also where the answer is a kept
   * one, the page it was called from is drawn anew if it changes anything; after a failure never.
   */
  function action<Schema extends z.ZodType, Result>(options: ActionOptions<Schema, Result>) {
    return (input: z.input<Schema>, callAs?: CallOptions): Promise<ActionResult<Result>> =>
      answer(door, options.name, async () => {
        const scope = await door.scope();
        if (!scope) throw new AppError("unauthenticated", "Your session has ended. Sign in again.");
        assertRole(scope, options.role);
        refuseUnstorableText(input);
        const { key, withoutPage } = callOptions.parse(callAs);
        const parsed = options.schema.parse(input);
        const run = async () => options.run(scope, parsed);
        const data = await (key === undefined
          ? run()
          : answerOnce([scope.workspaceId, nameOf(scope.actor), options.name, key].join(" "), run));
        const changed = typeof options.changes === "function" ? options.changes(parsed) : options.changes;
        if (changed.length === 0) return { data };
        if (!withoutPage) changed.forEach((tag) => door.renew(tag));
        return { data, changed };
      });
  }

  /** The same for people who are not signed in: no page of the console is open yet that could be new. */
  function publicAction<Schema extends z.ZodType, Result>(options: PublicActionOptions<Schema, Result>) {
    return (input: z.input<Schema>): Promise<ActionResult<Result>> =>
      answer(door, options.name, async () => {
        refuseUnstorableText(input);
        return { data: await options.run(options.schema.parse(input)) };
      });
  }

  return { action, publicAction };
}

type Done<T> = Omit<Extract<ActionResult<T>, { ok: true }>, "ok">;

async function answer<T>(
  door: ActionDoor,
  name: string,
  work: () => Promise<Done<T>>,
): Promise<ActionResult<T>> {
  try {
    assertSameOrigin(await door.headers(), door.publicUrl());
    return { ok: true, ...(await work()) };
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
