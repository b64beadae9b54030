import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { createGuardedFetch } from "@/lib/worker/guarded-fetch";
import { authorizeRequestSchema, type AuthorizeRequest } from "./authorize-schema";
import { askHeimdall } from "./heimdall-client";

interface Asked {
  url: string;
  headers: IncomingMessage["headers"];
  body: AuthorizeRequest;
}
type Answer = (request: Asked, response: ServerResponse) => void;

let server: Server;
let ctx: TestContext;
let asked: Asked[];
let answer: Answer;

beforeAll(async () => {
  server = createServer((request, response) => void receive(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  asked = [];
  ctx = await createTestContext({ http: createGuardedFetch(true) });
});
afterEach(() => ctx.dispose());

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const body = authorizeRequestSchema.parse(JSON.parse(text));
  const received = { url: `${request.method} ${request.url}`, headers: request.headers, body };
  asked.push(received);
  answer(received, response);
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/heimdall`;
const client = () => askHeimdall({ baseUrl: baseUrl(), apiKey: "key-of-alice", ctx });
const question = (name: string) => ({ predicate: "write", path: `dataos://d:public/${name}` });

const single = { allow: true, valid: true, result: { id: "alice", tags: ["users:id:alice"] } };

/** A Heimdall that allows what is called so, by single calls and by batches. */
const understanding: Answer = ({ body: { context, contexts } }, response) => {
  const judge = (paths: string[] | null | undefined) =>
    paths?.every((path) => path.endsWith("orders")) ?? false;
  const outcomeOf = (allow: boolean) => ({
    allow,
    valid: true,
    ...(allow ? {} : { error: { status: 403, message: "No policy." } }),
  });
  if (!contexts) return json(response, { ...single, ...outcomeOf(judge(context?.object.paths)) });
  const results = Object.entries(contexts).map(([key, { object }]) => [key, outcomeOf(judge(object.paths))]);
  json(response, { id: "alice", tags: [], results: Object.fromEntries(results) });
};

/** One that knows of no batches: it takes such a call for the question whose key this is. */
const singleOnly: Answer = (request, response) =>
  request.body.context ? understanding(request, response) : json(response, single);

describe("an external Heimdall", () => {
  it("is asked one question as its public clients ask it, and its answer is taken", async () => {
    answer = understanding;
    expect(await client()([question("orders")])).toEqual([
      { allow: true, valid: true, subject: "alice", reason: null },
    ]);
    const [{ url, headers, body } = expect.fail("nothing was asked")] = asked;
    expect(url).toBe("POST /heimdall/api/v1/authorize");
    expect(headers["dataos-correlation-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["content-type"]).toBe("application/json");
    expect(body).toEqual({
      token: "key-of-alice",
      context: {
        predicate: "write",
        object: { paths: ["dataos://d:public/orders"], tags: null },
        metadata: {},
      },
      pepContext: { userAgent: "sluice", atomId: "write-dataset" },
    });
  });

  it("is found also where its address ends in a slash", async () => {
    answer = understanding;
    await askHeimdall({ baseUrl: `${baseUrl()}/`, apiKey: "key-of-alice", ctx })([question("orders")]);
    expect(asked.map(({ url }) => url)).toEqual(["POST /heimdall/api/v1/authorize"]);
  });

  it("is asked many questions by one call, and answers each in its place", async () => {
    answer = understanding;
    const answers = await client()([question("notes"), question("orders"), question("users")]);
    expect(answers.map(({ allow, reason }) => [allow, reason])).toEqual([
      [false, "No policy."],
      [true, null],
      [false, "No policy."],
    ]);
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Answer]>([
    ["takes a batch for a question about the key alone", singleOnly],
    [
      "refuses a batch as malformed",
      (request, response) =>
        request.body.context
          ? understanding(request, response)
          : json(response, { message: "context?" }, 400),
    ],
    [
      "leaves a question of a batch without an answer",
      (request, response) =>
        request.body.context
          ? understanding(request, response)
          : json(response, { id: "alice", results: { "0": { allow: true, valid: true } } }),
    ],
  ])("that %s is asked by single calls, then and from then on", async (_, behaviour) => {
    answer = behaviour;
    const ask = client();
    for (let time = 0; time < 2; time++)
      expect((await ask([question("orders"), question("notes")])).map(({ allow }) => allow)).toEqual([
        true,
        false,
      ]);
    expect(asked.map(({ body }) => Boolean(body.contexts))).toEqual([true, false, false, false, false]);
  });

  it("is asked by single calls about many paths, all of them and each in its place", async () => {
    answer = singleOnly;
    const names = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? "orders" : `t${index}`));
    const answers = await client()(names.map(question));
    expect(answers.map(({ allow }) => allow)).toEqual(names.map((name) => name === "orders"));
  });
});

describe("a refusal of Heimdall", () => {
  it.each<[string, number, unknown, object]>([
    [
      "200 without leave",
      200,
      { allow: false, valid: true, error: { status: 403, message: "Not  yours.\n" } },
      { valid: true, reason: "Not yours." },
    ],
    [
      "200 for a key that is not valid",
      200,
      { allow: false, valid: false, error: { status: 401, message: "Expired." } },
      { valid: false, reason: "Expired." },
    ],
    ["200 without a reason", 200, { allow: false, valid: true }, { valid: true, reason: null }],
    [
      "403 with a reason",
      403,
      { allow: false, valid: true, error: { status: 403, message: "No." } },
      { reason: "No." },
    ],
    ["403 with a page", 403, "<html>", { valid: true, reason: "HTTP 403" }],
    ["401", 401, {}, { valid: false, reason: "HTTP 401" }],
    ["403 that says it is allowed", 403, single, { allow: false }],
  ])("may be %s", async (_, status, body, expected) => {
    answer = (_request, response) => json(response, body, status);
    const [said] = await client()([question("orders")]);
    expect(said).toMatchObject({ allow: false, ...expected });
  });

  it("is told with no more than 300 characters of what the server says", async () => {
    const message = "x".repeat(5_000);
    answer = (_, response) => json(response, { allow: false, valid: true, error: { status: 403, message } });
    const [said] = await client()([question("orders")]);
    expect(said?.reason).toHaveLength(300);
  });
});

describe("no decision of Heimdall", () => {
  it.each<[string, Answer, RegExp]>([
    ["an error of the server", (_, response) => json(response, single, 500), /HTTP 500/],
    ["too many questions", (_, response) => json(response, {}, 429), /HTTP 429/],
    ["a path that is not there", (_, response) => json(response, {}, 404), /HTTP 404.* makes no sense/],
    ["a page", (_, response) => void response.end("<html>Sign in</html>"), /makes no sense/],
    ["an answer of another form", (_, response) => json(response, { ok: true }), /makes no sense/],
    ["leave for nobody", (_, response) => json(response, { allow: true, valid: true }), /makes no sense/],
    [
      "leave for a key that is not valid",
      (_, response) => json(response, { ...single, valid: false }),
      /makes no sense/,
    ],
    ["leave in words", (_, response) => json(response, { ...single, allow: "true" }), /makes no sense/],
    ["half an answer", (_, response) => void response.end('{"allow":true,'), /makes no sense/],
    ["a connection that breaks", (_, response) => void response.destroy(), /cannot be reached/],
  ])("%s is worth another try, and no leave", async (_, behaviour, message) => {
    answer = behaviour;
    const asking = client()([question("orders")]);
    await expect(asking).rejects.toBeInstanceOf(TransientError);
    await expect(asking).rejects.toThrow(message);
    await expect(asking).rejects.toThrow(/Nothing is written until it does/);
  });

  it.each([301, 302, 307, 308])("a redirect (%s) is not followed", async (status) => {
    answer = (request, response) => {
      if (request.url.endsWith("/elsewhere")) return json(response, single);
      response.writeHead(status, { location: "/elsewhere" }).end();
    };
    await expect(client()([question("orders")])).rejects.toThrow(/a redirect, which is not followed/);
    expect(asked).toHaveLength(1);
  });

  it("an answer that does not come within 10 seconds is given up, and the call ended", async () => {
    let ended = false;
    answer = (_, response) => void response.on("close", () => (ended = true));
    const waits: number[] = [];
    const clock = {
      now: () => 0,
      sleep: async (ms: number, signal?: AbortSignal) => {
        waits.push(ms);
        // Only once the question has arrived does time pass.
        await expect.poll(() => asked.length).toBe(1);
        signal?.throwIfAborted();
      },
    };
    const asking = askHeimdall({ baseUrl: baseUrl(), apiKey: "key-of-alice", ctx: { ...ctx, clock } })([
      question("orders"),
    ]);
    await expect(asking).rejects.toThrow(
      `Heimdall at ${baseUrl()} has not answered for 10 seconds. It has to be tried again.`,
    );
    await expect(asking).rejects.toBeInstanceOf(TransientError);
    expect(waits.reduce((sum, ms) => sum + ms)).toBe(10_000);
    await expect.poll(() => ended).toBe(true);
  });

  it("a server that is away says so, and never the key", async () => {
    const away = askHeimdall({ baseUrl: "http://127.0.0.1:1", apiKey: "key-of-alice", ctx });
    const error = await away([question("orders")]).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransientError);
    expect(String(error)).toContain("Heimdall at http://127.0.0.1:1 gives no decision: it cannot be reached");
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain("key-of-alice");
  });

  it("an answer beyond all bounds is not read to its end", async () => {
    const part = Buffer.alloc(1024 * 1024, " ");
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(part));
        response.once("drain", more);
      };
      more();
    };
    await expect(client()([question("orders")])).rejects.toThrow(/larger than 8388608 bytes/);
  });

  it("where connectors may not go, nobody is asked", async () => {
    answer = understanding;
    const confined = { ...ctx, http: createGuardedFetch(false) };
    const ask = askHeimdall({ baseUrl: baseUrl(), apiKey: "key-of-alice", ctx: confined });
    const asking = ask([question("orders")]);
    await expect(asking).rejects.toBeInstanceOf(ConfigError);
    await expect(asking).rejects.toThrow(/private address/);
    expect(asked).toEqual([]);
  });

  it("a cancelled run ends the call at once", async () => {
    answer = () => ctx.abort(new Error("The run was cancelled."));
    await expect(client()([question("orders")])).rejects.toThrow("The run was cancelled.");
  });
});
