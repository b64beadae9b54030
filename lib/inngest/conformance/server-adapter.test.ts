import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServerAdapter } from "./server-adapter";

/** As much of an Inngest server as takes registrations and events. */
describe("the adapter for a real server", () => {
  const received: { path: string; body: unknown }[] = [];
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk: Buffer) => (text += chunk.toString()));
      request.on("end", () => {
        received.push({ path: request.url ?? "", body: JSON.parse(text) as unknown });
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ status: 200, ids: ["1"] }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it("registers the functions it serves on loopback, sends events with the key, and refuses unsigned calls", async () => {
    const adapter = createServerAdapter({ url, eventKey: "key", signingKey: "0123456789abcdef" });
    const running = await adapter.start(
      (client) => [client.createFunction({ id: "one", triggers: [{ event: "one/requested" }] }, () => null)],
      () => 0,
    );
    await running.send([{ name: "one/requested", data: { subject: "s" } }]);
    const [registration, sent] = received;
    expect(registration).toMatchObject({
      path: "/fn/register",
      body: {
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/inngest$/),
        functions: [{ id: "conformance-one" }],
      },
    });
    expect(sent).toMatchObject({ path: "/e/key", body: [{ name: "one/requested", data: { subject: "s" } }] });
    const { url: endpoint } = registration?.body as { url: string };
    const call = await fetch(`${endpoint}?fnId=conformance-one&stepId=step`, { method: "POST", body: "{}" });
    expect(call.status).toBe(401);
    await running.stop();
  });
});
