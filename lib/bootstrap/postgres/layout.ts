import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { EmbeddedPostgresError } from "./errors";
import type { ServerUser } from "./server-user";

const socketName = ".s.PGSQL.5432";
/** What fits into `sun_path` with its terminating zero. */
const maxSocketPathBytes = process.platform === "linux" ? 107 : 103;

export interface Layout {
  dataDir: string;
  /** Everything of the server, owned by its user, 0700. */
  folder: string;
  /** PGDATA. */
  cluster: string;
  /** Where clients find the socket: `folder`, or a short temporary folder when that path is too long for a socket. */
  socketFolder: string;
  socket: string;
  serverLog: string;
  passwordFile: string;
}

export function layoutOf(dataDir: string): Layout {
  const folder = path.join(path.resolve(dataDir), "postgres");
  const socketFolder = fitsSocket(folder) ? folder : shortFolderFor(folder);
  return {
    dataDir,
    folder,
    cluster: path.join(folder, "data"),
    socketFolder,
    socket: path.join(socketFolder, socketName),
    serverLog: path.join(folder, "server.log"),
    passwordFile: path.join(dataDir, "postgres.password"),
  };
}

/** Creates the folders and hands the server's own to its user. May run again. */
export function createFolders(layout: Layout, user: ServerUser | undefined): void {
  fs.mkdirSync(layout.dataDir, { recursive: true, mode: 0o700 });
  fs.mkdirSync(layout.folder, { recursive: true, mode: 0o700 });
  giveTo(layout.folder, user);
  if (layout.socketFolder === layout.folder) return;
  fs.mkdirSync(layout.socketFolder, { recursive: true, mode: 0o700 });
  const found = fs.lstatSync(layout.socketFolder);
  const own = [process.getuid?.(), user?.uid].includes(found.uid);
  if (!found.isDirectory() || !own || (found.mode & 0o077) !== 0) {
    throw new EmbeddedPostgresError(
      `The path of ${layout.folder} is too long for a socket, and ${layout.socketFolder} belongs to somebody else. ` +
        "Set SLUICE_DATA_DIR to a shorter path.",
    );
  }
  giveTo(layout.socketFolder, user);
}

/** The folder as the server names it: see README.md, "An unreachable path". */
export function serverPathOf(layout: Layout): string {
  return process.platform === "linux" ? "/proc/self/fd/3" : layout.folder;
}

export function giveTo(file: string, user: ServerUser | undefined): void {
  if (!user) return;
  try {
    fs.chownSync(file, user.uid, user.gid);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `${file} cannot be given to user ${user.uid}, who would run the embedded database: ${String(cause)}. ` +
        "Start Sluice as an ordinary user, or set DATABASE_URL.",
      { cause },
    );
  }
}

function fitsSocket(folder: string): boolean {
  return Buffer.byteLength(path.join(folder, socketName)) <= maxSocketPathBytes;
}

function shortFolderFor(folder: string): string {
  const name = `sluice-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`;
  const inTemporary = path.join(os.tmpdir(), name);
  return fitsSocket(inTemporary) ? inTemporary : path.join("/tmp", name);
}
