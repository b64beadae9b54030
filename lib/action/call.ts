import type { ActionResult, CallOptions } from "./build";
import type { ChangeTag } from "./changes";

export interface Change {
  tags: readonly ChangeTag[];
  /** What shows it now need not be fetched anew: it is about to go. */
  isLeft: boolean;
}

export interface Manner {
  /** The page that it is called from is left, or stands on a state of its own: it does not come with the answer. */
  withoutPage?: boolean;
}

type Called<Input, Result> = (input: Input, options?: CallOptions) => Promise<ActionResult<Result>>;
type ChangeListener = (change: Change) => Promise<unknown>;

const listeners = new Set<ChangeListener>();

/**
 * Calls an action from the browser. What it has changed is new once it resolves: queries have been fetched again, and
 * the page comes in the same answer, drawn a moment after. An action that fails changes nothing of either.
 */
export function call<Input, Result>(
  action: Called<Input, Result>,
  { withoutPage = false }: Manner = {},
): (input: Input) => Promise<ActionResult<Result>> {
  return (input) => perform(action, input, { withoutPage });
}

/**
 * The same for an action that is carried out once for each call. Where the network goes after the request was sent the
 * browser sends it again, and the door (`kept-answers.ts`) knows it by its key.
 */
export function once<Input, Result>(
  action: Called<Input, Result>,
  { withoutPage = false }: Manner = {},
): (input: Input) => Promise<ActionResult<Result>> {
  return (input) => perform(action, input, { withoutPage, key: newCallKey() });
}

/** `listener` is told what each action of this tab has changed; who called the action waits for it. */
export function onChanged(listener: ChangeListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function perform<Input, Result>(
  action: Called<Input, Result>,
  input: Input,
  options: CallOptions & { withoutPage: boolean },
): Promise<ActionResult<Result>> {
  const result = await action(input, options);
  if (result.ok && result.changed) {
    const change = { tags: result.changed, isLeft: options.withoutPage };
    await Promise.all([...listeners].map((listener) => listener(change)));
  }
  return result;
}

/** Works without a secure context too, where `randomUUID` is missing. */
function newCallKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}
