import type { EditorProblems } from "./editor-problems";

/** Parts of a stream's choice that are chosen in its drawer. */
export function isInDrawer(part: string): boolean {
  return [
    "selectedFields",
    "mappers",
    "destinationName",
    "history",
    "deletes",
    "arrays",
    "keepGenerations",
  ].includes(part);
}

/** Which tab of the drawer shows it. */
export function tabOf(part: string | undefined): "fields" | "mappers" | "table" {
  if (part === "mappers") return "mappers";
  return part === undefined || part === "selectedFields" ? "fields" : "table";
}

/** Focus goes to what is to be mended first: a field of the connection, a control in a stream's row, or what is said. */
export function focusProblem(form: HTMLElement | null, { fields, first }: EditorProblems): void {
  if (!form) return;
  const target =
    Object.keys(fields).length > 0
      ? form.querySelector<HTMLElement>("[aria-invalid=true]")
      : first && findInRow(form, first);
  if (target) target.focus({ preventScroll: true });
  const shown = target ?? form.querySelector<HTMLElement>("[role=alert]");
  shown?.scrollIntoView({ block: "center" });
}

function findInRow(
  form: HTMLElement,
  { key, part }: NonNullable<EditorProblems["first"]>,
): HTMLElement | null {
  const row = form.querySelector(`tr[data-stream="${CSS.escape(key)}"]`);
  return (
    row?.querySelector<HTMLElement>(`[data-part="${CSS.escape(part)}"] button`) ??
    row?.querySelector<HTMLElement>("[data-open]") ??
    null
  );
}
