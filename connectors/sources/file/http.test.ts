import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AuthError, ConfigError, RateLimitedError, TransientError } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { locateHttp } from "./location";
import { openContent, type OpenOptions } from "@/connectors/sdk/files/content/content";

let ctx: TestContext;
let server: Server | null = null;
beforeEach(async () => {
  ctx = await createTestContext();
});
afterEach(async () => {
  vi.useRealTimers();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
  server = null;
  await ctx.dispose();
});

describe("a file over HTTP", () => {
  it("is read whole or from an offset, plain or packed", async () => {
    const url = await serve((request, response) => {
      response.end(request.url === "/packed" ? gzipSync("0123456789") : "0123456789");
    });
    expect(await readText(`${url}/plain`)).toBe("0123456789");
    expect(await readText(`${url}/packed`)).toBe("0123456789");
    expect(await readText(`${url}/plain`, { from: 7 })).toBe("789");
    expect(await readText(`${url}/packed`, { from: 7 })).toBe("789");
  });

  it("is asked for unpacked, with the credentials of the address and the name of the program if wanted", async () => {
    const seen: unknown[] = [];
    const url = await serve(({ headers }, response) => {
      seen.push([headers["accept-encoding"], headers.authorization, headers["user-agent"]]);
      response.end("x");
    });
    await readText(url.replace("http://", "http://ada:secret@"), {}, true);
    expect(seen).toEqual([["identity", `Basic ${btoa("ada:secret")}`, "Sluice"]]);
  });

  it("is read also where the server packs it for the way although it was not asked to", async () => {
    const url = await serve((_request, response) => {
      const body = gzipSync("0123456789");
      response.writeHead(200, { "content-encoding": "gzip", "content-length": body.length }).end(body);
    });
    expect(await readText(url)).toBe("0123456789");
  });

  it("has the identity that a strong ETag gives, else time and length, else none", async () => {
    const headers: Record<string, Record<string, string>> = {
      "/strong": { etag: '"1"', "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT" },
      "/weak": { etag: 'W/"1"', "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT", "content-length": "1" },
      "/none": { etag: 'W/"1"' },
    };
    const url = await serve(
      (request, response) => void response.writeHead(200, headers[request.url ?? ""]).end("x"),
    );
    const identities = await Promise.all(
      Object.keys(headers).map(async (path) => {
        const content = await open(`${url}${path}`);
        await content.close();
        return content.identity;
      }),
    );
    expect(identities).toEqual([
      { etag: '"1"' },
      { modified: "Mon, 01 Jan 2024 00:00:00 GMT", length: "1" },
      null,
    ]);
  });

  it("follows redirects, but only to http and https", async () => {
    const url = await serve((request, response) => {
      const targets: Record<string, string> = {
        "/ok": "/there",
        "/file": "file:///etc/passwd",
        "/loop": "/loop",
      };
      const target = targets[request.url ?? ""];
      if (target) response.writeHead(302, { location: target }).end();
      else response.end("here");
    });
    expect(await readText(`${url}/ok`)).toBe("here");
    await expect(readText(`${url}/file`)).rejects.toThrow(ConfigError);
    await expect(readText(`${url}/loop`)).rejects.toThrow(/redirect/);
  });

  it.each<[number, Record<string, string>, abstract new (...args: never[]) => Error, RegExp]>([
    [401, {}, AuthError, /not public/],
    [403, {}, AuthError, /not public/],
    [404, {}, ConfigError, /no file at this address/],
    [410, {}, ConfigError, /no file at this address/],
    [400, {}, ConfigError, /answered 400/],
    [408, {}, TransientError, /later/],
    [500, {}, TransientError, /later/],
    [503, {}, TransientError, /later/],
  ])("that is answered by %i is refused", async (status, headers, type, says) => {
    const url = await serve((_request, response) => void response.writeHead(status, headers).end("no"));
    await expect(readText(`${url}/a.csv?token=secret`)).rejects.toThrow(type);
    await expect(readText(`${url}/a.csv?token=secret`)).rejects.toThrow(says);
    await expect(readText(`${url}/a.csv?token=secret`)).rejects.not.toThrow(/secret/);
  });

  it.each<[number, Record<string, string>, number]>([
    [429, { "retry-after": "7" }, 7000],
    [429, {}, 60_000],
    [503, { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30_000],
    [503, { "retry-after": "Wed, 31 Dec 2025 00:00:00 GMT" }, 0],
  ])("that is asked to wait for (%i %j) waits so long", async (status, headers, retryAfterMs) => {
    ctx.clock = { ...ctx.clock, now: () => Date.UTC(2026, 0, 1) };
    const url = await serve((_request, response) => void response.writeHead(status, headers).end());
    const error: unknown = await readText(url).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RateLimitedError);
    expect(error).toMatchObject({ retryAfterMs });
  });

  it("that ends before its announced length, or whose connection breaks, is tried again", async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, request.url === "/announced" ? { "content-length": "100" } : {});
      response.write("0123456789", () => response.destroy());
    });
    await expect(readText(`${url}/announced`)).rejects.toThrow(TransientError);
    await expect(readText(`${url}/chunked`)).rejects.toThrow(TransientError);
  });

  it("that has fewer bytes than announced is not taken for whole, even where the transport is content", async () => {
    ctx.http = () => Promise.resolve(new Response("0123", { headers: { "content-length": "10" } }));
    await expect(readText("http://example.com")).rejects.toThrow(/4 bytes where 10 were announced/);
  });

  it("that stays silent, before or after its first bytes, is given up and tried again", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/later") response.writeHead(200).write("0123456789");
    });
    await expect(readText(`${url}/never`, { silenceMs: 50 })).rejects.toThrow(TransientError);
    await expect(readText(`${url}/later`, { silenceMs: 50 })).rejects.toThrow(TransientError);
  });

  it("is not given up while nobody asks for more of it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    let signal: AbortSignal | null | undefined;
    ctx.http = (_url, init) => {
      signal = init?.signal;
      return Promise.resolve(new Response("0123456789"));
    };
    const content = await open("http://example.com");
    for await (const _chunk of content.chunks) vi.advanceTimersByTime(3_600_000);
    expect(signal?.aborted).toBe(false);
    await content.close();
  });

  it("ends with the reason of the signal when it is aborted", async () => {
    const url = await serve((_request, response) => void response.writeHead(200).write("0123456789"));
    const content = await open(url);
    const reading = (async () => {
      for await (const _chunk of content.chunks) ctx.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
    await content.close();
    await expect(open(url)).rejects.toThrow("enough");
  });

  it("lets go of the connection when it is closed early", async () => {
    let isClosed: Promise<unknown> = Promise.resolve();
    const url = await serve((_request, response) => {
      isClosed = new Promise((resolve) => response.on("close", resolve));
      response.writeHead(200).write("0123456789");
    });
    for (const isRead of [true, false]) {
      const content = await open(url);
      if (isRead) for await (const _chunk of content.chunks) break;
      await content.close();
      await expect(isClosed).resolves.toBeUndefined();
    }
  });

  it("says which host is unknown, and that a server may be down", async () => {
    ctx.http = () =>
      Promise.reject(
        new TypeError("fetch failed", {
          cause: Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }),
        }),
      );
    await expect(readText("http://no.example/a.csv")).rejects.toThrow(/no host "no\.example"/);
    ctx.http = fetch;
    const url = await serve((_request, response) => void response.end());
    server?.close();
    server?.closeAllConnections();
    await expect(readText(url)).rejects.toThrow(TransientError);
    await expect(readText(url)).rejects.toThrow(/cannot be reached.*ECONNREFUSED/);
  });

  it("passes on what the guard in front of the network refuses", async () => {
    ctx.http = () => Promise.reject(new ConfigError("Private addresses are not allowed."));
    await expect(readText("http://10.0.0.1/a.csv")).rejects.toThrow(/Private addresses/);
  });
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

function open(url: string, options: Partial<OpenOptions> = {}, userAgent = false) {
  return openContent(locateHttp(url, userAgent), { compression: "infer", from: 0, ...options }, ctx);
}

async function readText(url: string, options: Partial<OpenOptions> = {}, userAgent = false): Promise<string> {
  const content = await open(url, options, userAgent);
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content.chunks) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } finally {
    await content.close();
  }
}
