import type { ActionResult } from "./build";

type CalledUnderKey<Input, Result> = (input: Input, callKey?: string) => Promise<ActionResult<Result>>;

/**
 * An action that is carried out once for each call. Where the network goes after the request was sent the browser sends
 * it again, and the door (`kept-answers.ts`) knows it by its key.
 */
export function once<Input, Result>(
  action: CalledUnderKey<Input, Result>,
): (input: Input) => Promise<ActionResult<Result>> {
  return (input) => action(input, newCallKey());
}

/** Works without a secure context too, where `randomUUID` is missing. */
function newCallKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join("-");
}
