/**
 * What else begins when the console is ready and must end before it goes. The hooks are registered by Next's
 * instrumentation, which runs in this process from another bundle: hence the registry on `globalThis`.
 */
export interface ReadyFacts {
  /** Where people reach the console, without a trailing slash. */
  url: string;
  /** The database was empty before this start. */
  firstStart: boolean;
}

/** Lines that it returns are printed for the person at the terminal. A throw is logged; the console goes on. */
export type ReadyHook = (facts: ReadyFacts) => Promise<string[] | void> | string[] | void;

/** Resolves when all of its work is safe to end; what has not resolved after `graceMs` is not waited for. */
export type ShutdownHook = (graceMs: number) => Promise<void> | void;

interface Lifecycle {
  ready: ReadyHook[];
  shutdown: ShutdownHook[];
}

/** Called once, after the first page has answered, in the order of registration. */
export function onReady(hook: ReadyHook): void {
  lifecycle().ready.push(hook);
}

/** Called once, when the console is asked to end and takes no more requests; all hooks side by side. */
export function onShutdown(hook: ShutdownHook): void {
  lifecycle().shutdown.push(hook);
}

export function lifecycle(): Lifecycle {
  const holder = globalThis as { [key]?: Lifecycle };
  holder[key] ??= { ready: [], shutdown: [] };
  return holder[key];
}

const key = Symbol.for("sluice.lifecycle");
