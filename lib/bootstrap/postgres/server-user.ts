import fs from "node:fs";
import { EmbeddedPostgresError } from "./errors";

export interface ServerUser {
  uid: number;
  gid: number;
}

const nobodyUid = 65_534;

/**
 * The user the server must run as, or undefined for this process's own. PostgreSQL refuses to run as root, so root has
 * it run by whoever owns the server's folder already, else by `nobody`.
 */
export function chooseServerUser(folder: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (process.platform !== "linux") {
    throw new EmbeddedPostgresError(
      "The embedded database cannot run as root on this system. Start Sluice as an ordinary user, or set DATABASE_URL.",
    );
  }
  const owner = fs.statSync(folder, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = unprivilegedUser(fs.readFileSync("/etc/passwd", "utf8"));
  if (user) return user;
  throw new EmbeddedPostgresError(
    "The embedded database does not run as root, and /etc/passwd has no user `nobody` to run it. " +
      "Add one, start Sluice as an ordinary user, or set DATABASE_URL.",
  );
}

/** initdb needs a user with an entry; its number or its name tells which one has no rights. */
export function unprivilegedUser(passwd: string): ServerUser | undefined {
  const entries = passwd.split("\n").map((line) => line.split(":"));
  const entry =
    entries.find((fields) => Number(fields[2]) === nobodyUid) ??
    entries.find((fields) => fields[0] === "nobody");
  const [uid, gid] = [Number(entry?.[2]), Number(entry?.[3])];
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}
