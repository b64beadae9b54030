"use client";

/** The browser's side of sign-in. Server code has no use for it. */

/** Signs in; null when that worked, else what to tell the person. */
export async function signIn(credentials: { email: string; password: string }): Promise<string | null> {
  const answer = await post("callback/credentials", credentials);
  return answer.searchParams.get("error");
}

/** Ends this browser's session and goes to the sign-in page. */
export async function signOut(): Promise<void> {
  await post("signout", {});
  goTo("/sign-in");
}

/** Loads a page of the console anew, so that nothing of the session before is left in memory. */
export function goTo(path: string): void {
  window.location.assign(path === "/" ? basePath() || "/" : basePath() + path);
}

/**
 * One request after another: the token must be the one of the cookie that comes with it, and requests at once would
 * each be given another. Should a second tab have got in between, the cookie is settled by then and once more is enough.
 */
async function post(door: string, fields: Record<string, string>, isRetry = false): Promise<URL> {
  const { csrfToken } = (await request("csrf")) as { csrfToken: string };
  const body = new URLSearchParams({ ...fields, csrfToken, json: "true" });
  const { url } = (await request(door, { method: "POST", body })) as { url?: string };
  if (!url) throw new Error("The console could not answer. Its log says why.");
  const answer = new URL(url);
  return answer.searchParams.has("csrf") && !isRetry ? post(door, fields, true) : answer;
}

async function request(door: string, init?: RequestInit): Promise<unknown> {
  const answer = await fetch(`${basePath()}/api/auth/${door}`, init);
  return answer.json();
}

function basePath(): string {
  return document.documentElement.dataset.basePath ?? "";
}
