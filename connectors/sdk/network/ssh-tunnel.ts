import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Client, ConnectConfig, utils } from "ssh2";
import type { Context } from "../context";
import { explainForwarding, explainLogin, hostKeyDiffers, keyUnusable } from "./ssh-errors";
import type { SshMethod } from "./tunnel-config";

const readyTimeoutMs = 20_000;
/** A tunnel whose other end is gone is noticed after a minute, also where nothing is sent. */
const keepaliveIntervalMs = 15_000;
const keepaliveCountMax = 4;

/**
 * A login at an SSH server, through which streams lead to where it can reach. Nothing listens on this machine, so
 * nobody else gets into the tunnel. Whoever opens it closes it; aborting `ctx.signal` while it opens ends it too.
 */
export class SshTunnel {
  /** Why the login was lost, once it is; streams merely end. */
  lost: Error | undefined;

  private constructor(
    private readonly client: Client,
    private readonly method: SshMethod,
  ) {
    client.on("error", (error) => (this.lost ??= error));
  }

  /** ConfigError, AuthError or TransientError, with the field to mend. */
  static async open(method: SshMethod, ctx: Pick<Context, "signal" | "log">): Promise<SshTunnel> {
    ctx.signal.throwIfAborted();
    const { default: ssh } = await import(/* turbopackIgnore: true */ "ssh2");
    const { config, shown } = loginOf(method, ssh.utils.parseKey);
    const client = new ssh.Client();
    const onAbort = () => client.destroy();
    ctx.signal.addEventListener("abort", onAbort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        client.once("ready", resolve);
        client.on("error", reject); // the first settles it; others must not go unheard
        client.once("close", () => reject(new Error("The connection was closed.")));
        client.connect(config);
      });
    } catch (error) {
      client.destroy();
      ctx.signal.throwIfAborted();
      const fingerprint = shown();
      if (fingerprint !== null && !isExpected(method, fingerprint)) throw hostKeyDiffers(method, fingerprint);
      throw explainLogin(error, method);
    } finally {
      ctx.signal.removeEventListener("abort", onAbort);
    }
    if (!method.host_key_fingerprint)
      ctx.log(
        "info",
        `The SSH server ${method.tunnel_host}:${method.tunnel_port} has the host key ${shown()}. It was not checked: give it as the fingerprint, if it is the right one.`,
      );
    return new SshTunnel(client, method);
  }

  /** A stream to `host:port` as the SSH server sees it. It ends when the tunnel is closed. */
  connect(host: string, port: number): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      this.client.forwardOut("127.0.0.1", 0, host, port, (error, channel) =>
        error ? reject(explainForwarding(error, this.method, `${host}:${port}`)) : resolve(channel),
      );
    });
  }

  /** Ends it and all its streams. Never throws; safe at any time, twice too. */
  close(): void {
    this.client.end();
    this.client.destroy();
  }
}

type ParseKey = typeof utils.parseKey;

function loginOf(
  method: SshMethod,
  parseKey: ParseKey,
): { config: ConnectConfig; shown: () => string | null } {
  let fingerprint: string | null = null;
  const config: ConnectConfig = {
    host: method.tunnel_host,
    port: method.tunnel_port,
    username: method.tunnel_user,
    readyTimeout: readyTimeoutMs,
    keepaliveInterval: keepaliveIntervalMs,
    keepaliveCountMax,
    hostVerifier: (key: Buffer) => {
      fingerprint = fingerprintOf(key);
      return isExpected(method, fingerprint);
    },
  };
  return { config: { ...config, ...credentialsOf(method, parseKey) }, shown: () => fingerprint };
}

function credentialsOf(method: SshMethod, parseKey: ParseKey): ConnectConfig {
  if (method.tunnel_method === "SSH_PASSWORD_AUTH") return { password: method.tunnel_user_password };
  const { ssh_key_passphrase: passphrase } = method;
  const privateKey = `${method.ssh_key.trim().replaceAll("\r\n", "\n")}\n`;
  const parsed = parseKey(privateKey, passphrase);
  const [key] = Array.isArray(parsed) ? parsed : [parsed];
  if (!key || key instanceof Error) throw keyUnusable(key, passphrase !== undefined && passphrase !== "");
  if (!key.isPrivateKey()) throw keyUnusable(new Error("This is a public key"), false);
  return { privateKey, ...(passphrase ? { passphrase } : {}) };
}

/** As ssh-keygen -l prints it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function isExpected({ host_key_fingerprint: expected }: SshMethod, fingerprint: string): boolean {
  if (!expected) return true;
  return fingerprint === `SHA256:${expected.replace(/^SHA256:/, "").replace(/=$/, "")}`;
}
