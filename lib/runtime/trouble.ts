/** Why a part of the console is not well. */
export type Trouble =
  "database_silent" | "embedded_executor_silent" | "executor_silent" | "workers_silent" | "no_worker_alive";
