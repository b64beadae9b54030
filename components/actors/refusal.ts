import type { FieldProblem } from "@/components/connector-form/validate";
import type { ActionError } from "@/lib/action";

export interface Refusal {
  message: string;
  /** Someone else has changed it meanwhile. */
  isStale: boolean;
  /** By field of the configuration. */
  problems: readonly FieldProblem[];
}

/** What the console's refusal means for a form that holds a configuration. */
export function refusalOf({ message, issues }: Pick<ActionError, "message" | "issues">): Refusal {
  // An update's own input stands under "changes".
  const found = issues.map(({ path, message }) => ({
    path: path[0] === "changes" ? path.slice(1) : path,
    message,
  }));
  return {
    message,
    isStale: found.some(({ path }) => path[0] === "revision"),
    problems: found.flatMap(({ path, message }) =>
      path[0] === "config" && path.length > 1 ? [{ path: path.slice(1), message }] : [],
    ),
  };
}
