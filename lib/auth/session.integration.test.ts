import NextAuth from "next-auth";
import { encode } from "next-auth/jwt";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db";
import { secretKeyFrom, setSecretKeys } from "@/lib/secrets/key";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";
import { changePassword } from "./account";
import { nextAuthOptions } from "./next-auth-options";
import { hashPassword } from "./password";
import { cookieNames, readSession, sessionSecret } from "./session-token";

let database: ConsoleDatabase;
let passwordHash: string;
beforeAll(async () => {
  setSecretKeys({ current: secretKeyFrom("the-key-of-the-session-tests-32-chars"), previous: undefined });
  database = await startConsoleDatabase();
  passwordHash = await hashPassword("the right password");
});
beforeEach(async () => {
  await database.reset();
  const { id: workspaceId } = await db().workspace.create({ data: { name: "Default" } });
  const members = { create: { workspaceId, role: "owner" as const } };
  await db().user.create({ data: { email: "owner@example.com", name: "Anna", passwordHash, members } });
});
afterAll(async () => {
  await database.stop();
  setSecretKeys(undefined);
});

/** A browser's side of next-auth: keeps cookies, sends them back. */
function openBrowser(address = "203.0.113.7") {
  const cookies: Record<string, string> = {};
  const attributes: Record<string, string> = {};

  async function call(method: "GET" | "POST", path: string, body: Record<string, string> = {}) {
    const setCookies: string[] = [];
    let answer: Record<string, string> = {};
    const headers = { host: "127.0.0.1:3000", "x-forwarded-for": address };
    const request = { method, body, headers, cookies: { ...cookies }, query: { nextauth: path.split("/") } };
    const response = {
      status: () => response,
      setHeader: (name: string, value: string[]) => {
        if (name === "Set-Cookie") setCookies.splice(0, Infinity, ...value);
        return response;
      },
      getHeader: (name: string) => (name === "Set-Cookie" ? [...setCookies] : undefined),
      json: (value: Record<string, string>) => void (answer = value),
      send: (value: Record<string, string>) => void (answer = value),
      end: () => undefined,
    };
    await NextAuth(request as never, response as never, nextAuthOptions());
    for (const cookie of setCookies) {
      const [pair = "", ...rest] = cookie.split("; ");
      const name = pair.slice(0, pair.indexOf("="));
      cookies[name] = decodeURIComponent(pair.slice(pair.indexOf("=") + 1));
      attributes[name] = rest.join("; ");
    }
    return answer;
  }

  async function signIn(password: string, email = "owner@example.com"): Promise<string | null> {
    const { csrfToken = "" } = await call("GET", "csrf");
    const credentials = { email, password, csrfToken, json: "true" };
    const { url = "" } = await call("POST", "callback/credentials", credentials);
    return new URL(url).searchParams.get("error");
  }

  return { call, signIn, cookies, attributes, session: () => cookies[cookieNames().session] || undefined };
}

async function signedIn() {
  const browser = openBrowser();
  expect(await browser.signIn("the right password")).toBeNull();
  const session = await readSession(browser.session());
  if (!session) throw new Error("not signed in");
  return { browser, session };
}

/** So many failures that this account has had already. */
async function failBefore(failures: number): Promise<void> {
  const subject = "email:owner@example.com";
  await db().signInAttempt.create({ data: { subject, failures, firstFailure: new Date() } });
}

describe("sign-in", () => {
  it("begins a session of the owner in their workspace", async () => {
    const { session } = await signedIn();
    const workspace = await db().workspace.findFirstOrThrow();
    expect(session).toMatchObject({
      scope: { workspaceId: workspace.id, actor: { kind: "user", id: session.user.id, role: "owner" } },
      user: { email: "owner@example.com", role: "owner" },
      workspace: { name: "Default" },
    });
  });

  it("sets a cookie that scripts cannot read and other sites do not send", async () => {
    const { browser } = await signedIn();
    expect(browser.attributes[cookieNames().session]).toMatch(/HttpOnly.*SameSite=Lax/);
  });

  it("answers a wrong password and an unknown address alike", async () => {
    const wrong = await openBrowser().signIn("a wrong password");
    const unknown = await openBrowser().signIn("a wrong password", "nobody@example.com");
    const malformed = await openBrowser().signIn("a wrong password", "no address");
    expect(wrong).toBe("This e-mail address and password do not belong together.");
    expect([unknown, malformed]).toEqual([wrong, wrong]);
  });

  it("is locked after repeated failures, also for the right password, and says until when", async () => {
    const browser = openBrowser();
    await failBefore(4);
    await browser.signIn("a wrong password");
    expect(await browser.signIn("the right password")).toMatch(/^Too many failed attempts.*UTC\.$/);
    expect(browser.session()).toBeUndefined();
  });

  it("is refused without the token of the cookie, as from another site", async () => {
    const browser = openBrowser();
    const credentials = { email: "owner@example.com", password: "the right password", json: "true" };
    await browser.call("POST", "callback/credentials", credentials);
    await browser.call("POST", "callback/credentials", { ...credentials, csrfToken: "guessed" });
    expect(browser.session()).toBeUndefined();
  });

  it("tells whoever was removed from every workspace so, after the right password alone", async () => {
    await db().member.deleteMany();
    const browser = openBrowser();
    expect(await browser.signIn("a wrong password")).toMatch(/do not belong together/);
    expect(await browser.signIn("the right password")).toMatch(/in no workspace any more/);
    expect(browser.session()).toBeUndefined();
  });

  it("takes the address in whatever case", async () => {
    expect(await openBrowser().signIn("the right password", " Owner@EXAMPLE.com ")).toBeNull();
  });
});

describe("a session", () => {
  it("ends in every browser when the password changes", async () => {
    const { browser, session } = await signedIn();
    const { browser: other } = await signedIn();
    await changePassword(session.scope, {
      currentPassword: "the right password",
      newPassword: "another password",
    });
    expect(await readSession(browser.session())).toBeNull();
    expect(await readSession(other.session())).toBeNull();
    expect(await browser.signIn("another password")).toBeNull();
    expect(await readSession(browser.session())).not.toBeNull();
  });

  it("is not prolonged by next-auth once it has ended", async () => {
    const { browser } = await signedIn();
    await db().user.updateMany({ data: { sessionEpoch: { increment: 1 } } });
    await browser.call("GET", "session");
    expect(browser.session()).toBeUndefined();
  });

  it("ends when the user is removed, or leaves the workspace", async () => {
    const { browser } = await signedIn();
    await db().member.deleteMany();
    expect(await readSession(browser.session())).toBeNull();
    await db().user.deleteMany();
    expect(await readSession(browser.session())).toBeNull();
  });

  it("ends with sign-out", async () => {
    const { browser } = await signedIn();
    const { csrfToken = "" } = await browser.call("GET", "csrf");
    await browser.call("POST", "signout", { csrfToken, json: "true" });
    expect(browser.session()).toBeUndefined();
  });

  it("is none for a token that is forged, expired, of another key, or no token", async () => {
    const { browser, session } = await signedIn();
    const claims = { sub: session.user.id, epoch: 0 };
    const forged = await encode({ token: claims, secret: "another secret" });
    const expired = await encode({ token: claims, secret: sessionSecret(), maxAge: -60 });
    for (const token of [forged, expired, `${browser.session()}x`, "x", "", undefined]) {
      expect(await readSession(token)).toBeNull();
    }
  });

  it("tells the browser nothing but its end", async () => {
    const { browser } = await signedIn();
    expect(Object.keys(await browser.call("GET", "session"))).toEqual(["expires"]);
  });
});

describe("changePassword", () => {
  it("needs the current password, and counts wrong ones towards the lock-out", async () => {
    const { session } = await signedIn();
    const change = () =>
      changePassword(session.scope, { currentPassword: "wrong", newPassword: "another password" });
    await failBefore(4);
    await expect(change()).rejects.toMatchObject({
      code: "invalid_input",
      issues: [{ path: ["currentPassword"] }],
    });
    await expect(change()).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("refuses a new password that is too short", async () => {
    const { session } = await signedIn();
    const input = { currentPassword: "the right password", newPassword: "short" };
    await expect(changePassword(session.scope, input)).rejects.toThrow(/at least 10/);
  });
});
