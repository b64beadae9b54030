export { createEventBridge, type EventBridge } from "./client";
export { EventRejectedError, RegistrationError } from "./errors";
export {
  createEmbeddedExecutor,
  type EmbeddedExecutor,
  type EmbeddedExecutorOptions,
  type ExecutorHealth,
} from "./executor";
export type { RunCounts, RunReport } from "./inspect";
