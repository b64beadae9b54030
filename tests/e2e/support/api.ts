import type { APIRequestContext } from "@playwright/test";
import { expect } from "@playwright/test";
import type { ConsoleFacts } from "./facts";

/** The console's public API in the name of its first application: the short way to what a journey begins with. */
export class ConsoleApi {
  private constructor(
    private readonly request: APIRequestContext,
    private readonly address: string,
    private readonly token: string,
    readonly workspaceId: string,
  ) {}

  static async open(request: APIRequestContext, facts: ConsoleFacts): Promise<ConsoleApi> {
    const address = `${facts.url}/api/public/v1`;
    const answer = await request.post(`${address}/applications/token`, {
      data: { client_id: facts.clientId, client_secret: facts.clientSecret },
    });
    expect(answer.status()).toBe(200);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const workspaces = await request.get(`${address}/workspaces`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { data } = (await workspaces.json()) as { data: { workspaceId: string }[] };
    return new ConsoleApi(request, address, token, data[0]?.workspaceId ?? "");
  }

  async post<Answer>(path: string, data: object): Promise<Answer> {
    const answer = await this.request.post(`${this.address}${path}`, {
      headers: this.headers,
      data,
    });
    expect(answer.status(), await answer.text()).toBe(200);
    return (await answer.json()) as Answer;
  }

  async source(name: string, configuration: object): Promise<string> {
    const { workspaceId } = this;
    return (await this.post<{ sourceId: string }>("/sources", { name, workspaceId, configuration })).sourceId;
  }

  async destination(name: string, configuration: object): Promise<string> {
    const { workspaceId } = this;
    const made = await this.post<{ destinationId: string }>("/destinations", {
      name,
      workspaceId,
      configuration,
    });
    return made.destinationId;
  }

  async connection(name: string, ends: { sourceId: string; destinationId: string }, more: object = {}) {
    return (await this.post<{ connectionId: string }>("/connections", { name, ...ends, ...more }))
      .connectionId;
  }

  /** Syncs, and waits for the job's end; answers how it ended. */
  async sync(connectionId: string): Promise<string> {
    const { jobId } = await this.post<{ jobId: number }>("/jobs", { connectionId, jobType: "sync" });
    return this.untilEnd(`/jobs/${jobId}`);
  }

  /** Cancels the connection's newest job, and waits for its end. */
  async cancel(connectionId: string): Promise<void> {
    const newest = `/jobs?connectionId=${connectionId}&orderBy=createdAt%7CDESC&limit=1`;
    const { data } = await this.get<{ data: { jobId: number }[] }>(newest);
    const path = `/jobs/${data[0]?.jobId ?? "none"}`;
    await this.remove(path);
    expect(await this.untilEnd(path)).toBe("cancelled");
  }

  /** Deletes what the path names; of a job that is on: cancels it. */
  async remove(path: string): Promise<void> {
    const answer = await this.request.delete(`${this.address}${path}`, { headers: this.headers });
    expect(answer.ok(), await answer.text()).toBe(true);
  }

  /** How the job ended. */
  private async untilEnd(path: string): Promise<string> {
    let status = "";
    const look = async () => ({ status } = await this.get<{ status: string }>(path)).status;
    await expect.poll(look, { timeout: 90_000 }).not.toMatch(/pending|running|incomplete/);
    return status;
  }

  private async get<Answer>(path: string): Promise<Answer> {
    const answer = await this.request.get(`${this.address}${path}`, { headers: this.headers });
    expect(answer.status(), await answer.text()).toBe(200);
    return (await answer.json()) as Answer;
  }

  private get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }
}
