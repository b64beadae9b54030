/** Request header with the path the visitor asked for, set by proxy.ts whatever was in it. */
export const pathHeader = "x-sluice-path";

/** A path of this console to go to after sign-in; "/" for anything that would lead elsewhere. */
export function safeCallbackPath(value: unknown): string {
  if (typeof value !== "string" || !value.startsWith("/")) return "/";
  const here = "http://here.invalid";
  if (!URL.canParse(value, here)) return "/";
  const { origin, pathname, search } = new URL(value, here);
  // "/a/..//b" becomes "//b", which names a host.
  return origin === here && !pathname.startsWith("//") ? pathname + search : "/";
}
