import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { setNextAuthUrl } from "@/lib/env/next-auth";
import { AppError } from "@/lib/errors";
import { reportError } from "@/lib/errors/describe";
import { log } from "@/lib/log";
import { clientAddress } from "./client-address";
import { authenticate } from "./credentials";
import { cookieNames, sessionMaxAgeSeconds, sessionOf, sessionSecret } from "./session-token";

declare module "next-auth" {
  interface User {
    epoch: number;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    epoch?: number;
  }
}

/** next-auth as this console uses it: one credentials provider, encrypted session cookies, no pages of its own. */
export function nextAuthOptions(): AuthOptions {
  const { publicUrl, SLUICE_BASE_PATH: basePath } = env();
  setNextAuthUrl(`${publicUrl}/api/auth`);
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: sessionMaxAgeSeconds },
    cookies: cookies(publicUrl),
    pages: { signIn: `${basePath}/sign-in`, signOut: `${basePath}/sign-in`, error: `${basePath}/sign-in` },
    providers: [credentialsProvider()],
    callbacks: {
      async jwt({ token, user, trigger }) {
        if (trigger === "signIn") return { sub: user.id, epoch: user.epoch };
        const session = await sessionOf({ userId: token.sub ?? "", epoch: token.epoch ?? -1 });
        if (!session) throw new Error("This session has ended.");
        return { sub: token.sub, epoch: token.epoch };
      },
      session: ({ session }) => ({ expires: session.expires }),
      redirect: () => publicUrl,
    },
    logger: {
      error(code, metadata) {
        // A session that has ended is no fault.
        const level = code === "JWT_SESSION_ERROR" ? "debug" : "warn";
        log[level]("next-auth", { code, error: errorOf(metadata) });
      },
      warn: (code) => log.debug("next-auth", { code }),
      debug: (code) => log.debug("next-auth", { code }),
    },
  };
}

function credentialsProvider() {
  return Credentials({
    credentials: { email: {}, password: {} },
    async authorize(credentials, request) {
      const headers = new Headers(request.headers as Record<string, string>);
      try {
        const user = await authenticate(
          { email: credentials?.email ?? "", password: credentials?.password ?? "" },
          clientAddress(headers),
        );
        if (!(await sessionOf({ userId: user.id, epoch: user.epoch }))) throw memberOfNothing();
        return user;
      } catch (error) {
        // next-auth hands an error's message to the browser, so it must be the described one.
        throw new Error(reportError(error, { part: "sign-in" }).message, { cause: error });
      }
    },
  });
}

/** Said only after the right password. Else the form would come back without a word. */
function memberOfNothing(): AppError {
  return new AppError(
    "forbidden",
    "This account is in no workspace any more. Ask an owner or admin for an invitation.",
  );
}

function cookies(publicUrl: string): AuthOptions["cookies"] {
  const { protocol, pathname } = new URL(publicUrl);
  const names = cookieNames(publicUrl);
  const options = { httpOnly: true, sameSite: "lax", path: pathname, secure: protocol === "https:" };
  return {
    sessionToken: { name: names.session, options },
    csrfToken: { name: names.csrf, options },
    callbackUrl: { name: names.callback, options },
  };
}

function errorOf(metadata: Error | { error?: unknown }): unknown {
  return metadata instanceof Error ? metadata : metadata.error;
}
