import { clsx, type ClassValue } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/* Our own names, so that `text-title text-ink` is a size and a colour and not two colours. */
const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["2xs", "title"],
      shadow: ["float", "dialog"],
      animate: ["fade-in", "fade-out", "pop-in", "pop-out", "appear", "turn", "stream"],
    },
  },
});

/** Joins class names; a later utility wins over an earlier one of the same kind. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}
