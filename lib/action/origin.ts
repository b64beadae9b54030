import { AppError } from "@/lib/errors";

/** Where a request came from and where it went, as its headers say. */
export interface RequestHeaders {
  get(name: string): string | null;
}

/**
 * Throws `forbidden` unless the page that sent the request is one of this console: its origin is the public one,
 * or that of the host the request went to. Browsers name the origin of every request that changes something, so a
 * missing one is refused.
 */
export function assertSameOrigin(headers: RequestHeaders, publicUrl: string): void {
  const origin = headers.get("origin");
  if (origin === new URL(publicUrl).origin) return;
  if (origin && URL.canParse(origin) && new URL(origin).host === headers.get("host")) return;
  throw new AppError(
    "forbidden",
    `This came from ${origin ?? "an unknown page"}, not from this console. Behind a proxy, set SLUICE_PUBLIC_URL to the address in the browser.`,
  );
}
