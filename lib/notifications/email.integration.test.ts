import { once } from "node:events";
import type { AddressInfo } from "node:net";
import net from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { TestAuthority } from "@/tests/support/certificates";
import { startTestConsole, type TestConsole } from "@/lib/connectors/testing/console";
import { db } from "@/lib/db";
import { attemptDelivery } from "./deliver";
import { createChannel, testChannel, updateChannel } from "./service";
import { waitingDelivery } from "./testing/outbox";

const password = "planted-smtp-password-42";

interface Mail {
  from: string;
  to: string[];
  text: string;
  secure: boolean;
}

let world: TestConsole;
let authority: TestAuthority;
let mails: Mail[];
const servers: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  world = await startTestConsole();
  authority = TestAuthority.create("Sluice test");
});
beforeEach(async () => {
  await world.reset();
  mails = [];
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(async () => {
  authority.remove();
  await world.stop();
});

/** A mail server on this machine; answers with the port it listens on. */
async function startMail(options: SMTPServerOptions = {}): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (auth, _session, done) =>
      auth.username === "ada" && auth.password === password
        ? done(null, { user: "ada" })
        : done(new Error("Wrong user or password")),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom ? mailFrom.address : "",
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(parts).toString(),
          secure: session.secure,
        });
        done(null, "kept as 4711");
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  servers.push({ close: () => new Promise((resolve) => server.close(() => resolve())) });
  return (listening.address() as AddressInfo).port;
}

const config = (port: number, changes: Record<string, string | string[]> = {}) => ({
  ...{ host: "127.0.0.1", port, security: "none", user: "" },
  ...{ from: "Sluice <sluice@example.com>", to: ["ops@example.com", "ada@example.com"] },
  ...changes,
});

const test = (port: number, changes: Record<string, string | string[]> = {}) =>
  testChannel(world.scope, { kind: "email", config: config(port, changes) });

describe("an e-mail channel", () => {
  it("sends to all its addresses, in text and HTML, and says what the server answered", async () => {
    const answer = await test(await startMail());
    expect(answer).toEqual({ delivered: true, words: "The server answered 250 kept as 4711." });
    expect(mails).toMatchObject([{ from: "sluice@example.com", to: ["ops@example.com", "ada@example.com"] }]);
    const [mail] = mails;
    expect(mail?.text).toMatch(/^Subject: A test from Sluice\r$/m);
    expect(mail?.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(mail?.text).toContain("Content-Type: text/html");
  });

  it("signs in with its stored password, which is seen nowhere", async () => {
    const port = await startMail({ authOptional: false });
    const { id } = await createChannel(world.scope, {
      ...{ kind: "email" as const, name: "Mail", events: ["run.failed"] },
      config: config(port, { user: "ada", password }),
    });
    expect(await testChannel(world.scope, { id })).toMatchObject({ delivered: true });
    await updateChannel(world.scope, id, {
      config: config(port, { user: "ada", from: "other@example.com" }),
    });
    expect(await testChannel(world.scope, { id })).toMatchObject({ delivered: true });
    expect(mails.map(({ from }) => from)).toEqual(["sluice@example.com", "other@example.com"]);
    expect(JSON.stringify(await db().notificationChannel.findMany())).not.toContain(password);
  });

  it("says that the server refused the password, without it", async () => {
    const port = await startMail({ authOptional: false });
    const answer = await test(port, { user: "ada", password: "planted-wrong-password" });
    expect(answer.delivered).toBe(false);
    expect(answer.words).toMatch(/refused the user or password: 535/);
    expect(answer.words).not.toContain("planted-wrong-password");
  });

  it("says that a certificate does not hold, and sends nothing over it", async () => {
    const { certificate, key } = authority.issue({ commonName: "mail", names: ["IP:127.0.0.1"] });
    const tls = { cert: certificate, key };
    const answer = await test(await startMail({ secure: true, ...tls }), { security: "tls" });
    expect(answer.delivered).toBe(false);
    expect(answer.words).toMatch(/certificate does not hold: .*(self.signed|unable to verify|local issuer)/i);
    const starttls = await test(await startMail({ ...tls, disabledCommands: [] }), { security: "starttls" });
    expect(starttls.delivered).toBe(false);
    expect(starttls.words).toMatch(/self.signed|unable to verify|local issuer/i);
    expect(mails).toEqual([]);
  });

  it("sends nothing in the clear where STARTTLS was asked for and is not spoken", async () => {
    const answer = await test(await startMail(), { security: "starttls" });
    expect(answer.delivered).toBe(false);
    expect(answer.words).toMatch(/does not go on to TLS/);
    expect(mails).toEqual([]);
  });

  it("says that the server refused the recipients", async () => {
    const port = await startMail({
      onRcptTo: (_address, _session, done) => done(new Error("No such mailbox")),
    });
    const answer = await test(port);
    expect(answer).toMatchObject({ delivered: false });
    expect(answer.words).toMatch(/refused the sender or the recipients: .*No such mailbox/);
  });

  it("names those of its recipients that were refused, where others were taken", async () => {
    const port = await startMail({
      onRcptTo: ({ address }, _session, done) =>
        done(address === "ada@example.com" ? new Error("No such mailbox") : null),
    });
    const answer = await test(port);
    expect(answer).toMatchObject({ delivered: true });
    expect(answer.words).toContain("It refused ada@example.com.");
  });

  it("says that nobody listens where nobody does", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, "close");
    expect((await test(port)).words).toContain(`127.0.0.1:${port} cannot be reached`);
  });

  it("goes to no address of a cloud's metadata service", async () => {
    const answer = await test(25, { host: "169.254.169.254" });
    expect(answer.words).toMatch(/an address of this machine's cloud/);
  });

  it("delivers from the outbox under the same message id each time", async () => {
    let isDown = true;
    const port = await startMail({
      onMailFrom: (_address, _session, done) => done(isDown ? new Error("Try later") : null),
    });
    const delivery = await waitingDelivery(world.scope, { kind: "email", config: config(port) });
    expect(await attemptDelivery(delivery.id)).toMatchObject({ outcome: "retry" });
    isDown = false;
    expect(await attemptDelivery(delivery.id)).toEqual({ outcome: "delivered" });
    expect(mails[0]?.text).toMatch(new RegExp(`^Message-ID: <${delivery.id}@`, "m"));
    expect(mails[0]?.text).toContain("/connections/");
  });
});
