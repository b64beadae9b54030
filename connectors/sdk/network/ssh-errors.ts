import { AuthError, ConfigError, type ConnectorError, TransientError } from "../errors";
import type { SshMethod } from "./tunnel-config";

const field = (name: string) => ["tunnel_method", name];
const serverOf = (method: SshMethod) => `${method.tunnel_host}:${method.tunnel_port}`;

/** Why there is no login at the SSH server. */
export function explainLogin(error: unknown, method: SshMethod): ConnectorError {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const level = error instanceof Error && "level" in error ? String(error.level) : "";
  const what = `Connecting to the SSH server ${serverOf(method)} failed: ${message.replace(/\.$/, "")}.`;
  const onHost = { cause: error, field: field("tunnel_host") };
  if (code === "ENOTFOUND")
    return new ConfigError(`${what} No machine of this name is known: check the SSH host.`, onHost);
  if (code === "ECONNREFUSED")
    return new TransientError(
      `${what} Nothing accepts connections there: check the SSH host and port, and that the SSH server runs.`,
      onHost,
    );
  if (level === "client-authentication") return refused(error, method);
  if (level === "protocol" || level === "handshake")
    return new ConfigError(`${what} Check that it is the port of an SSH server, and that it is up to date.`, {
      cause: error,
      field: field("tunnel_port"),
    });
  // A server that is too busy hangs up just as one that is no SSH server does.
  if (/before handshake/.test(message))
    return new TransientError(
      `${what} Check that it is the port of an SSH server; it is tried again.`,
      onHost,
    );
  return new TransientError(`${what} Check host, port and firewalls; it is tried again.`, onHost);
}

function refused(error: unknown, method: SshMethod): AuthError {
  const who = `The SSH server ${serverOf(method)} refuses the user "${method.tunnel_user}"`;
  return method.tunnel_method === "SSH_KEY_AUTH"
    ? new AuthError(
        `${who} with this key: check the user name, and that the public key is in the user's authorized_keys there.`,
        { cause: error, field: field("ssh_key") },
      )
    : new AuthError(
        `${who} with this password: check both, and that the server allows passwords (PasswordAuthentication).`,
        { cause: error, field: field("tunnel_user_password") },
      );
}

export function hostKeyDiffers(method: SshMethod, shown: string): ConfigError {
  return new ConfigError(
    `The SSH server ${serverOf(method)} shows the host key ${shown}, not ${method.host_key_fingerprint ?? ""}: it was set up anew, the fingerprint is that of another of its keys, or another machine stands in for it. Ask its administrator before you change the fingerprint.`,
    { field: field("host_key_fingerprint") },
  );
}

export function keyUnusable(error: Error | undefined, hasPassphrase: boolean): ConfigError {
  const said = (error?.message ?? "It holds no key").replace(/\.$/, "");
  const isLocked = /passphrase|encrypted|integrity|bad decrypt/i.test(said);
  if (isLocked)
    return new ConfigError(
      hasPassphrase
        ? "The SSH private key does not open with this passphrase: check it."
        : "The SSH private key is encrypted: give its passphrase, or a key without one.",
      { cause: error, field: field("ssh_key_passphrase") },
    );
  return new ConfigError(
    `The SSH private key cannot be read (${said}): paste the whole file that ssh-keygen made, the lines with BEGIN and END included.`,
    { cause: error, field: field("ssh_key") },
  );
}

/** Reasons of RFC 4254: 1 administratively prohibited, 2 connect failed, 3 unknown channel type, 4 resource shortage. */
const prohibited = [1, 3];

/** Why the SSH server opened no way to `target`. */
export function explainForwarding(error: unknown, method: SshMethod, target: string): ConnectorError {
  const message = (error instanceof Error ? error.message : String(error)).replace(/\.$/, "");
  const reason = error instanceof Error && "reason" in error ? Number(error.reason) : 0;
  const what = `The SSH server ${serverOf(method)} opens no way to ${target}: ${message}.`;
  if (prohibited.includes(reason))
    return new ConfigError(
      `${what} Allow the user "${method.tunnel_user}" to forward ports there (AllowTcpForwarding, PermitOpen).`,
      { cause: error, field: field("tunnel_user") },
    );
  return new TransientError(
    `${what} Check the database's host and port as they are called on the SSH server's side.`,
    { cause: error, field: ["host"] },
  );
}
