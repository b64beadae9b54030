import type { APIRequestContext } from "@playwright/test";
import { z } from "zod";
import type { ConsoleFacts } from "./facts";
import { expect } from "./test";

/** The public API with the environment's application, for what a journey needs but is not about. */
export interface JourneyApi {
  create(kind: "sources" | "destinations" | "connections", body: Record<string, unknown>): Promise<string>;
  /** Syncs, and waits for the job's end; answers how it ended. */
  sync(connectionId: string): Promise<string>;
}

const created = z.looseObject({
  sourceId: z.string().optional(),
  destinationId: z.string().optional(),
  connectionId: z.string().optional(),
});
const idOf = { sources: "sourceId", destinations: "destinationId", connections: "connectionId" } as const;

export async function openApi(request: APIRequestContext, facts: ConsoleFacts): Promise<JourneyApi> {
  const api = `${facts.url}/api/public/v1`;
  const asked = await request.post(`${api}/applications/token`, {
    data: { client_id: facts.clientId, client_secret: facts.clientSecret },
  });
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await asked.json());
  const headers = { authorization: `Bearer ${token}` };
  const workspaces = z
    .object({ data: z.object({ workspaceId: z.string() }).array().min(1) })
    .parse(await (await request.get(`${api}/workspaces`, { headers })).json());
  const workspaceId = workspaces.data[0]?.workspaceId;
  return {
    async create(kind, body) {
      const data = kind === "connections" ? body : { workspaceId, ...body };
      const answer = await request.post(`${api}/${kind}`, { headers, data });
      expect(answer.status(), await answer.text()).toBe(200);
      return created.parse(await answer.json())[idOf[kind]] ?? "";
    },
    async sync(connectionId) {
      const answer = await request.post(`${api}/jobs`, { headers, data: { connectionId, jobType: "sync" } });
      expect(answer.status(), await answer.text()).toBe(200);
      const { jobId } = z.object({ jobId: z.number() }).parse(await answer.json());
      let status = "";
      await expect
        .poll(
          async () => {
            const job = await (await request.get(`${api}/jobs/${jobId}`, { headers })).json();
            status = z.object({ status: z.string() }).parse(job).status;
            return status;
          },
          { timeout: 90_000 },
        )
        .not.toMatch(/pending|running|incomplete/);
      return status;
    },
  };
}
