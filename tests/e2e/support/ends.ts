import type { APIRequestContext } from "@playwright/test";
import type { ConsoleFacts } from "./facts";
import { expect } from "./test";

/** An end of a connection, made over the public API: for journeys that begin behind it. */
export async function makeEnd(
  request: APIRequestContext,
  facts: ConsoleFacts,
  kind: "source" | "destination",
  { name, configuration }: { name: string; configuration: Record<string, unknown> },
): Promise<string> {
  const api = `${facts.url}/api/public/v1`;
  const credentials = { client_id: facts.clientId, client_secret: facts.clientSecret };
  const token = await request.post(`${api}/applications/token`, { data: credentials });
  const { access_token } = (await token.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const workspaces = await request.get(`${api}/workspaces`, { headers });
  const [workspace] = ((await workspaces.json()) as { data: { workspaceId: string }[] }).data;
  const made = await request.post(`${api}/${kind}s`, {
    headers,
    data: { name, workspaceId: workspace?.workspaceId, configuration },
  });
  expect(made.status(), await made.text()).toBe(200);
  const body = (await made.json()) as Record<string, string>;
  return body[`${kind}Id`] ?? "";
}
