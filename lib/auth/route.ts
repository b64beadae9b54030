import NextAuth from "next-auth";
import { nextAuthOptions } from "./next-auth-options";

interface AuthContext {
  params: Promise<{ nextauth: string[] }>;
}

/** What the console needs of next-auth. The rest, its HTML pages among it, does not exist. */
const doors = new Set(["GET csrf", "GET session", "POST callback/credentials", "POST signout"]);

/** The handler of /api/auth/*. */
export async function authRoute(request: Request, context: AuthContext): Promise<Response> {
  const { nextauth } = await context.params;
  if (!doors.has(`${request.method} ${nextauth.join("/")}`)) return new Response(null, { status: 404 });
  const response = (await NextAuth(nextAuthOptions())(request, context)) as Response;
  response.headers.set("cache-control", "no-store");
  return response;
}
