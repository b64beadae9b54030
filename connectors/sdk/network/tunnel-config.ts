import { z } from "zod";

/** `tunnel_method`, with Airbyte's names and two fields of our own: the host key's fingerprint and the key's passphrase. */
export type TunnelMethod = z.output<typeof tunnelOptions>;
export type SshMethod = Exclude<TunnelMethod, { tunnel_method: "NO_TUNNEL" }>;

const server = {
  tunnel_host: z.string().trim().min(1, "the host of the SSH server is needed").meta({
    title: "SSH Tunnel Jump Server Host",
    description: "Host name or address of the SSH server that can reach the database.",
    order: 1,
  }),
  tunnel_port: z
    .int()
    .min(0)
    .max(65_535)
    .default(22)
    .meta({
      title: "SSH Connection Port",
      description: "Port of the SSH server.",
      examples: ["22"],
      order: 2,
    }),
  tunnel_user: z.string().min(1, "the user of the SSH server is needed").meta({
    title: "SSH Login Username",
    description: "The user to log in as. It needs no shell, but the right to forward ports.",
    order: 3,
  }),
};

const fingerprint = z
  .string()
  .trim()
  .regex(
    /^$|^(SHA256:)?[A-Za-z0-9+/]{43}=?$/,
    "must be as ssh-keygen -l prints it: SHA256: and 43 characters",
  )
  .optional()
  .meta({
    title: "SSH Host Key Fingerprint",
    description:
      'Checked where it is given: nobody else can then stand in for the SSH server. As "ssh-keyscan host | ssh-keygen -lf -" prints it, and as the log shows it where it is not given.',
    examples: ["SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"],
    order: 6,
  });

const method = <const Name extends string>(name: Name) => z.literal(name).meta({ order: 0 });

const tunnelOptions = z.discriminatedUnion("tunnel_method", [
  z
    .object({ tunnel_method: method("NO_TUNNEL") })
    .meta({ title: "No Tunnel", description: "Connects to the server directly." }),
  z
    .object({
      tunnel_method: method("SSH_KEY_AUTH"),
      ...server,
      ssh_key: z.string().min(1, "the private key is needed").meta({
        title: "SSH Private Key",
        description: "The user's private key, as ssh-keygen makes it (PEM or OpenSSH form).",
        airbyte_secret: true,
        multiline: true,
        order: 4,
      }),
      ssh_key_passphrase: z.string().optional().meta({
        title: "Passphrase of the SSH Private Key",
        description: "Only where the key is encrypted.",
        airbyte_secret: true,
        order: 5,
      }),
      host_key_fingerprint: fingerprint,
    })
    .meta({ title: "SSH Key Authentication", description: "Through an SSH server, logged in with a key." }),
  z
    .object({
      tunnel_method: method("SSH_PASSWORD_AUTH"),
      ...server,
      tunnel_user_password: z.string().min(1, "the password is needed").meta({
        title: "Password",
        description: "The user's password on the SSH server.",
        airbyte_secret: true,
        order: 4,
      }),
      host_key_fingerprint: fingerprint,
    })
    .meta({
      title: "Password Authentication",
      description: "Through an SSH server, logged in with a password.",
    }),
]);

/** The field `tunnel_method` of a configuration, for every connector that reaches a server by host and port. */
export function tunnelField(order: number) {
  return tunnelOptions
    .default({ tunnel_method: "NO_TUNNEL" })
    .meta({ title: "SSH Tunnel Method", group: "security", order });
}
