export interface PageSecurity {
  /** New for every answer; only scripts that carry it run. */
  nonce: string;
  isHttps: boolean;
  /** `next dev` evaluates code and keeps a socket open for hot reloading. */
  isDevelopment: boolean;
}

/** The headers of every page. Next reads the nonce for its own scripts from the policy. */
export function securityHeaders({ nonce, isHttps, isDevelopment }: PageSecurity): Record<string, string> {
  return {
    "content-security-policy": contentSecurityPolicy(nonce, isDevelopment),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    // Not "no-referrer": browsers then hide the origin of posts, by which actions tell their own pages.
    "referrer-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()",
    ...(isHttps ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  const policy: Record<string, string[]> = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    // React sets styles on elements, and they cannot carry a nonce.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...(isDevelopment ? ["ws:"] : [])],
    "object-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
  };
  return Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources.join(" ")}`)
    .join("; ");
}
