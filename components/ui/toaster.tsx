"use client";

import { onDemand } from "./on-demand";

// No page needs it before somebody has done something.
const SonnerToaster = onDemand(async () => (await import("./sonner-toaster")).SonnerToaster);

let show: () => void = () => undefined;
const shown = new Promise<void>((resolve) => (show = resolve));

/** Mounted once by the root layout. A toast reports what was done elsewhere; errors of a form stay in the form. */
export function Toaster() {
  return <SonnerToaster onMount={show} />;
}

type Tone = "success" | "error" | "warning" | "info";

function toastOf(tone: Tone) {
  return (title: string, more: { description?: string } = {}): void => {
    void Promise.all([import("sonner"), shown]).then(([sonner]) => sonner.toast[tone](title, more));
  };
}

export const toast = {
  success: toastOf("success"),
  error: toastOf("error"),
  warning: toastOf("warning"),
  info: toastOf("info"),
};
