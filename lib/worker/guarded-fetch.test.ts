import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ConfigError, TransientError } from "@/connectors/sdk";
import { createGuardedFetch, type Resolve } from "./guarded-fetch";

let server: Server;
let port = 0;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const target = new URL(request.url ?? "/", "http://x").searchParams.get("to");
    if (target !== null) response.writeHead(302, { location: target });
    response.end("hello");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => void server.close());

/** A name server that gives each answer once, and the last one from then on. */
function answering(...answers: string[][]): Resolve & { count: number } {
  const resolve = Object.assign(
    () => {
      const addresses = answers[Math.min(resolve.count++, answers.length - 1)] ?? [];
      return Promise.resolve(
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    },
    { count: 0 },
  );
  return resolve;
}

describe("fetch for connectors", () => {
  it("connects to the address it has looked at, under the name that was asked for", async () => {
    const resolve = answering(["127.0.0.1"], ["169.254.169.254"]);
    const response = await createGuardedFetch(true, resolve)(`http://files.example:${port}/a`);
    expect(await response.text()).toBe("hello");
    expect(resolve.count).toBe(1);
    expect(asked.at(-1)).toBe(`files.example:${port} /a`);
  });

  it.each([
    ["a private address", ["127.0.0.1"]],
    ["a private address beside a public one", ["93.184.216.34", "127.0.0.1"]],
    ["a private address in IPv6's clothes", ["::ffff:127.0.0.1"]],
  ])("refuses a name that has %s, before anything is sent", async (_what, addresses) => {
    const before = asked.length;
    const guarded = createGuardedFetch(false, answering(addresses));
    await expect(guarded(`http://files.example:${port}/`)).rejects.toThrow(
      /files\.example is the private address .*SLUICE_ALLOW_PRIVATE_NETWORK=0/,
    );
    expect(asked).toHaveLength(before);
  });

  it.each(["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "64:ff9b::a9fe:a9fe"])(
    "refuses a name that is the metadata service %s, also where private addresses are allowed",
    async (address) => {
      const guarded = createGuardedFetch(true, answering([address]));
      await expect(guarded("http://innocent.example/latest/meta-data/")).rejects.toBeInstanceOf(ConfigError);
    },
  );

  it.each([
    "http://169.254.169.254/",
    "http://[::ffff:169.254.169.254]/",
    "http://0xA9FEA9FE/",
    "http://2852039166/",
    "http://169.254.43518/",
    "https://[fe80::1]/",
  ])("refuses the address itself, however it is written: %s", async (url) => {
    await expect(createGuardedFetch(true)(url)).rejects.toThrow(/which connectors may not reach/);
  });

  it.each(["http://127.1/", "http://0/", "http://2130706433/", "http://[::1]/", "http://localhost/"])(
    "refuses this machine where private addresses are not allowed: %s",
    async (url) => {
      await expect(createGuardedFetch(false)(url)).rejects.toThrow(/is the private address/);
    },
  );

  it("looks at where it is redirected to", async () => {
    const guarded = createGuardedFetch(true);
    const redirect = (to: string) => `http://127.0.0.1:${port}/?to=${encodeURIComponent(to)}`;
    await expect(guarded(redirect("http://169.254.169.254/"))).rejects.toThrow(/may not reach/);
    await expect(guarded(redirect("file:///etc/passwd"))).rejects.toThrow(/not an http or https address/);
    await expect(guarded(redirect(redirect("ftp://x/")))).rejects.toThrow(/not an http or https address/);
  });

  it("asks again for a name that redirects to itself, and refuses what it has become", async () => {
    const resolve = answering(["127.0.0.1"], ["169.254.169.254"]);
    const other = `http://other.example:${port}/`;
    const url = `http://files.example:${port}/?to=${encodeURIComponent(other)}`;
    await expect(createGuardedFetch(true, resolve)(url)).rejects.toThrow(
      /other\.example is 169\.254\.169\.254/,
    );
  });

  it("says that a name is unknown, and that it is worth another try", async () => {
    const resolve: Resolve = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOTFOUND" }));
    const failed = createGuardedFetch(true, resolve)("http://nowhere.example/");
    await expect(failed).rejects.toBeInstanceOf(TransientError);
    await expect(failed).rejects.toThrow(/nowhere\.example cannot be found \(ENOTFOUND\)/);
  });
});
