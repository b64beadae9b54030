import { randomBytes } from "node:crypto";
import { NextResponse, type NextRequest } from "next/server";
import { pathHeader } from "@/lib/auth/callback-path";
import { securityHeaders } from "@/lib/auth/security-headers";
import { env } from "@/lib/env";
import { isDevelopment } from "@/lib/env/mode";

/** Every page gets the security headers, and knows its nonce and the path it was asked for. */
export function proxy(request: NextRequest): NextResponse {
  const nonce = randomBytes(16).toString("base64");
  const isHttps = env().publicUrl.startsWith("https:");
  const answerHeaders = securityHeaders({ nonce, isHttps, isDevelopment });
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", answerHeaders["content-security-policy"] ?? "");
  headers.set("x-nonce", nonce);
  headers.set(pathHeader, request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of Object.entries(answerHeaders)) response.headers.set(name, value);
  return response;
}

/** API routes set their own headers, and their bodies need not pass through here; assets never run as a page. */
export const config = {
  matcher: [
    "/",
    "/((?!api/|v1/|heimdall/|applications/token$|_next/static/|_next/image|favicon.ico$|icon.svg$).*)",
  ],
};
