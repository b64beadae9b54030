/**
 * Small, durable and private. On the command line rather than in postgresql.conf, so that an upgrade of Sluice brings
 * its own. Idle: about 20 MB, and 1–2 MB per connection.
 */
const settings: ServerSettings = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  cluster_name: "sluice",
  timezone: "UTC",

  fsync: "on",
  full_page_writes: "on",
  synchronous_commit: "on",
  wal_level: "minimal",
  max_wal_senders: 0,
  max_wal_size: "256MB",
  min_wal_size: "64MB",

  max_connections: 100,
  shared_buffers: "48MB",
  work_mem: "4MB",
  maintenance_work_mem: "32MB",
  autovacuum_max_workers: 2,
  max_parallel_workers_per_gather: 0,
  huge_pages: "off",
  jit: "off",
  io_method: "sync",
  /** Containers often have a /dev/shm of 64 kB. */
  dynamic_shared_memory_type: "mmap",

  log_timezone: "UTC",
  log_checkpoints: "off",
  log_line_prefix: "%m [%p] ",
};

export type ServerSettings = Record<string, string | number>;

/** Arguments for the server: these settings, and in their place those of `others`. */
export function serverArguments(others: ServerSettings = {}): string[] {
  const forSystem = process.platform === "darwin" ? { wal_sync_method: "fsync_writethrough" } : {};
  return Object.entries({ ...settings, ...forSystem, ...others }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
}
