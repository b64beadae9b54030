import fs from "node:fs";
import path from "node:path";

/** A tool that moves the same rows, where it is installed. */
export type Peer = "ingestr" | "sling" | "dlt" | "pgloader";

export const peers: Peer[] = ["ingestr", "sling", "dlt", "pgloader"];

/** Where each is looked for, before the PATH. `tests/bench/install-peers.sh` says how to get them. */
const variables: Record<Peer, string> = {
  ingestr: "SLUICE_BENCH_INGESTR",
  sling: "SLUICE_BENCH_SLING",
  dlt: "SLUICE_BENCH_DLT_PYTHON",
  pgloader: "SLUICE_BENCH_PGLOADER",
};

/** The program to run; null where there is none. For dlt, a Python that can import it. */
export function findPeer(peer: Peer): string | null {
  const given = process.env[variables[peer]];
  if (given) return given;
  if (peer === "dlt") return null;
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.map((folder) => path.join(folder, peer)).find((file) => fs.existsSync(file)) ?? null;
}

/** Said once, so that nobody takes their absence for a comparison. */
export function describeAbsent(): string[] {
  return peers
    .filter((peer) => findPeer(peer) === null)
    .map((peer) => `Not compared with ${peer}: it is neither in the PATH nor named by ${variables[peer]}.`);
}

export interface TableCopy {
  from: string;
  to: string;
  /** Qualified names. */
  source: string;
  target: string;
  /** Merge by these columns what is new by that one; without it, everything is replaced. */
  merge?: { key: string[]; cursor: string };
}

/** How each copies one table of PostgreSQL to PostgreSQL in the fastest way that its manual names; null where it cannot. */
export function peerCommand(peer: Peer, program: string, copy: TableCopy): string | null {
  const { from, to, source, target, merge } = copy;
  switch (peer) {
    case "ingestr": {
      const mode = merge
        ? `--incremental-strategy merge --incremental-key ${merge.cursor} ${merge.key.map((column) => `--primary-key ${column}`).join(" ")}`
        : "--full-refresh";
      return `'${program}' ingest --yes --progress log --source-uri '${from}' --source-table ${source} --dest-uri '${to}' --dest-table ${target} ${mode}`;
    }
    case "sling": {
      const mode = merge
        ? `--mode incremental --primary-key ${merge.key.join(",")} --update-key ${merge.cursor}`
        : "--mode full-refresh";
      return `'${program}' run --src-conn '${from}' --src-stream ${source} --tgt-conn '${to}' --tgt-object ${target} ${mode}`;
    }
    case "dlt": {
      const mode = merge ? `merge ${merge.cursor} ${merge.key.join(",")}` : "replace";
      return `'${program}' tests/bench/dlt-copy.py '${from}' '${to}' ${source} ${target} ${mode}`;
    }
    case "pgloader":
      return merge ? null : `'${program}' ${pgloaderScript(copy)}`;
  }
}

function pgloaderScript({ from, to, source, target }: TableCopy): string {
  const [schema, table] = source.split(".");
  const [into] = target.split(".");
  const load = `LOAD DATABASE FROM ${from} INTO ${to} WITH include drop, create tables, no foreign keys, workers = 4, concurrency = 2 INCLUDING ONLY TABLE NAMES MATCHING '"'${table}'"' IN SCHEMA '"'${schema}'"' ALTER SCHEMA '"'${schema}'"' RENAME TO '"'${into}'"';`;
  return `/dev/stdin <<'LOAD'\n${load.replaceAll(`'"'`, "'")}\nLOAD`;
}
