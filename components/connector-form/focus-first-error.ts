import { controlId } from "./form-context";
import type { FieldProblem } from "./validate";

const focusableSelector =
  "input:not([type=hidden]):not([tabindex='-1']), button, textarea, select, [tabindex='0']";

/** Focuses the control of the first problem, or the nearest one around it, and unfolds what hides it. */
export function focusFirstError(formId: string, problems: readonly FieldProblem[]): void {
  const [first] = problems;
  if (!first) return;
  for (let length = first.path.length; length > 0; length -= 1) {
    const found = document.getElementById(controlId(formId, first.path.slice(0, length)));
    if (!found) continue;
    unfold(found);
    const target = found.matches(focusableSelector)
      ? found
      : (found.querySelector<HTMLElement>(focusableSelector) ?? found);
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    return;
  }
}

function unfold(element: HTMLElement): void {
  for (
    let around = element.closest("details");
    around;
    around = around.parentElement?.closest("details") ?? null
  ) {
    around.open = true;
  }
}
