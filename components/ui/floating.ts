/* How everything that floats looks and how its rows behave: select, combobox, menu and palette are one family. */

export const floatingSurface =
  "z-50 rounded-md bg-raised text-ink shadow-float outline-none data-[state=open]:animate-pop-in data-[state=closed]:animate-pop-out";

export const floatingItem =
  "relative flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 text-sm outline-none select-none [&>svg]:size-4 [&>svg]:shrink-0 " +
  "aria-disabled:pointer-events-none aria-disabled:text-ink-faint data-[highlighted]:bg-ink/6 data-[selected=true]:bg-ink/6";

export const floatingLabel = "px-2 pt-2 pb-1 text-2xs font-medium text-ink-faint";

export const floatingSeparator = "-mx-1 my-1 h-px bg-line";
