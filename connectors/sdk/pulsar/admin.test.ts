import { describe, expect, it } from "vitest";
import { AuthError, ConfigError, RateLimitedError, TransientError } from "../errors";
import { createPulsarAdmin, type PulsarAdmin } from "./admin";
import { AdminRefusal, reasonOf, SchemaRefusal } from "./admin-refusal";
import type { Authentication } from "./types";

type Answer = { status: number; body?: unknown; headers?: Record<string, string> };
interface Asked {
  url: string;
  method: string;
  authorization: string | null;
  body: unknown;
}

const topic = "persistent://public/default/orders";
const stats = { storageSize: 1, publishers: [], subscriptions: {} };

describe("requests to Pulsar's admin interface", () => {
  it("carry the token, asked for again at each request", async () => {
    let count = 0;
    const token = () => Promise.resolve(`token-${++count}`);
    const { admin, asked } = adminThat(
      [
        { status: 200, body: 5 },
        { status: 200, body: 5 },
      ],
      { type: "token", token },
    );
    await admin.namespaces.compactionThreshold("public/default");
    await admin.namespaces.compactionThreshold("public/default");
    expect(asked.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
  });

  it("carry user and password in basic authentication", async () => {
    const { admin, asked } = adminThat([{ status: 200, body: 5 }], {
      type: "basic",
      username: "u",
      password: "p",
    });
    await admin.namespaces.compactionThreshold("public/default");
    expect(asked[0]?.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
  });

  it("cannot show a client certificate, and say so", () => {
    const authentication: Authentication = { type: "tls", certificate: "", privateKey: "" };
    expect(() => adminThat([], authentication)).toThrow(ConfigError);
  });

  it("encode every part of a name", async () => {
    const { admin, asked } = adminThat([{ status: 200, body: { partitions: 0 } }]);
    await admin.topics.partitions("persistent://public/default/a%b-ä?");
    expect(asked[0]?.url).toBe(
      "http://broker:8080/admin/v2/persistent/public/default/a%25b-%C3%A4%3F/partitions?checkAllowAutoCreation=false",
    );
  });

  it("are refused for what is no full name of a topic", async () => {
    await expect(adminThat([]).admin.topics.unload("orders")).rejects.toThrow(
      /"orders" is no name of a topic/,
    );
  });

  it("follow the way to the broker that owns a topic, with credentials and body", async () => {
    const { admin, asked } = adminThat([
      {
        status: 307,
        headers: { location: "http://other:8080/admin/v2/persistent/public/default/orders/retention" },
      },
      { status: 204 },
    ]);
    await admin.topics.setRetention(topic, { minutes: 5, megabytes: -1 });
    expect(asked[1]).toEqual({
      url: "http://other:8080/admin/v2/persistent/public/default/orders/retention",
      method: "POST",
      authorization: "Bearer secret",
      body: { retentionTimeInMinutes: 5, retentionSizeInMB: -1 },
    });
  });

  it("take credentials to no other scheme", async () => {
    const { admin, asked } = adminThat([{ status: 307, headers: { location: "https://elsewhere/x" } }]);
    await expect(admin.topics.unload(topic)).rejects.toThrow(ConfigError);
    expect(asked).toHaveLength(1);
  });

  it("end where brokers send each other in circles", async () => {
    const { admin, asked } = adminThat([{ status: 307, headers: { location: "http://broker:8080/again" } }]);
    await expect(admin.topics.unload(topic)).rejects.toThrow(/sends elsewhere too often/);
    expect(asked).toHaveLength(6);
  });

  it("are made again while the broker is busy, with pauses that double", async () => {
    const busy = { status: 503, body: { reason: "Please redo the lookup" } };
    const { admin, asked, pauses } = adminThat([busy, busy, { status: 204 }]);
    await admin.topics.unload(topic);
    expect(asked).toHaveLength(3);
    expect(pauses).toEqual([200, 400]);
  });

  it("give up after five attempts", async () => {
    const { admin, asked } = adminThat([{ status: 503 }]);
    await expect(admin.topics.unload(topic)).rejects.toThrow(TransientError);
    expect(asked).toHaveLength(5);
  });

  it("name the address that cannot be reached", async () => {
    const http = () =>
      Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED") }));
    await expect(adminWith(http).topics.unload(topic)).rejects.toThrow(
      /http:\/\/broker:8080 cannot be reached \(connect ECONNREFUSED\)/,
    );
  });

  it("end with the work they belong to", async () => {
    const work = new AbortController();
    const http = () => {
      work.abort(new Error("cancelled"));
      return Promise.reject(new TypeError("fetch failed"));
    };
    await expect(adminWith(http, work.signal).topics.unload(topic)).rejects.toThrow("cancelled");
  });
});

describe("what the admin interface refuses", () => {
  it.each([
    [
      401,
      "<title>Error 401 Authentication required</title>",
      AuthError,
      /credentials are missing, wrong or expired/,
    ],
    [
      401,
      { reason: "Unauthorized to validateTopicOperation for operation [COMPACT]" },
      AuthError,
      /Grant this right/,
    ],
    [403, { reason: "Unauthorized to validateNamespaceOperation" }, AuthError, /Grant this right/],
    [404, { reason: "Namespace not found" }, AdminRefusal, /404: Namespace not found/],
    [409, { reason: "Topic has active producers" }, AdminRefusal, /409: Topic has active producers/],
    [
      409,
      "<title>Error 409 Error during schema compatibility check</title>",
      SchemaRefusal,
      /compatibility strategy/,
    ],
    [412, { reason: "Topic name is not valid" }, ConfigError, /412: Topic name is not valid/],
    [429, { reason: "Too many" }, RateLimitedError, /slow down/],
    [500, { reason: "broken" }, TransientError, /may work later/],
  ])(
    "with %s is told in the broker's words and by the right class (%j)",
    async (status, body, kind, text) => {
      const failure = await adminThat([{ status, body }])
        .admin.topics.unload(topic)
        .catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(kind);
      expect(String(failure)).toMatch(/refuses to unload the topic persistent:\/\/public\/default\/orders/);
      expect(String(failure)).toMatch(text);
    },
  );

  it("never shows the credentials", async () => {
    const failure = await adminThat([{ status: 401 }])
      .admin.topics.unload(topic)
      .catch((error: unknown) => error);
    expect(String(failure)).not.toContain("secret");
  });

  it("gives the broker's own message without its stack trace", () => {
    const reason = "\n --- An unexpected error ---\n\nMessage: Schema is\nodd\n\nStacktrace:\n\njava.lang…";
    expect(reasonOf(JSON.stringify({ reason }))).toBe("Schema is odd");
    expect(reasonOf("")).toBe("no reason given");
  });

  it("is a hint at the URL where something else answers", async () => {
    const { admin } = adminThat([{ status: 200, body: "<html>a shop</html>" }]);
    await expect(admin.namespaces.list("public")).rejects.toThrow(
      /Is the admin URL that of a Pulsar broker\?/,
    );
  });

  it.each(["ftp://broker", "broker:8080", ""])("is an admin URL such as %j", (adminUrl) => {
    expect(() => adminWith(fetch, undefined, adminUrl)).toThrow(ConfigError);
  });

  it("counts durable subscriptions only, of all partitions", async () => {
    const subscriptions = { kept: { isDurable: true }, reader: { isDurable: false }, old: {} };
    const { admin, asked } = adminThat([
      { status: 200, body: { partitions: 3 } },
      { status: 200, body: { ...stats, subscriptions } },
    ]);
    expect((await admin.topics.stats(topic)).subscriptions).toEqual(["kept", "old"]);
    expect(asked[1]?.url).toMatch(/\/partitioned-stats$/);
  });
});

/** Answers in turn; the last one again and again. */
function adminThat(answers: Answer[], authentication?: Authentication) {
  const asked: Asked[] = [];
  const pauses: number[] = [];
  const http: typeof fetch = (input, init) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? { status: 500 };
    asked.push({
      url: String(input),
      method: init?.method ?? "GET",
      authorization: new Headers(init?.headers).get("authorization"),
      body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
    });
    const { status, body, headers } = answer;
    const text = typeof body === "string" ? body : body === undefined ? null : JSON.stringify(body);
    return Promise.resolve(new Response(text, { status, ...(headers ? { headers } : {}) }));
  };
  return { admin: adminWith(http, undefined, undefined, authentication, pauses), asked, pauses };
}

function adminWith(
  http: typeof fetch,
  signal = new AbortController().signal,
  adminUrl = "http://broker:8080/",
  authentication: Authentication = { type: "token", token: () => "secret" },
  pauses: number[] = [],
): PulsarAdmin {
  const clock = { now: () => 0, sleep: (ms: number) => Promise.resolve(void pauses.push(ms)) };
  return createPulsarAdmin({ adminUrl, authentication, http, clock, signal });
}
