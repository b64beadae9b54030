/** Why a part of the console is not well; the health API says it, too. */
export const troubles = {
  database_silent: "The database does not answer.",
  embedded_executor_silent: "The embedded executor does not answer.",
  executor_silent: "The executor does not answer.",
  workers_silent: "The workers do not answer.",
  no_worker_alive: "No worker process is alive.",
} as const satisfies Record<string, string>;
