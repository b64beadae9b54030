import { earliest } from "./clock";
import type { Registry } from "./registration";
import type { Database, Sql } from "./store/database";
import type { LeasedJob } from "./store/jobs";
import {
  countRunning,
  findParkedOn,
  findWaitingLimited,
  hasLimitedJobs,
  leaseAdmitted,
  lockAdmission,
  parkJobs,
  readThrottles,
  unparkJobs,
  writeThrottles,
  type ThrottleState,
  type WaitingJob,
} from "./store/limits";

const jobsPerRound = 200;

export interface AdmissionRequest {
  registry: Registry;
  owner: string;
  nowMs: number;
  /** How many jobs this executor can take. */
  limit: number;
}

export interface Admitted {
  jobs: LeasedJob[];
  /** When a throttle lets the next job go that waits for it; Infinity when none does. */
  nextDueMs: number;
}

/**
 * Takes jobs that concurrency and throttle let go. A job that may not go is parked on the limit in its way and looked
 * at again only when that limit has room, so that a long backlog behind one limit costs nothing to others.
 */
export async function admitLimitedJobs(database: Database, request: AdmissionRequest): Promise<Admitted> {
  if (!(await hasLimitedJobs(database, request.nowMs))) return { jobs: [], nextDueMs: Infinity };
  return database.transaction(async (sql) => {
    await lockAdmission(sql);
    const book = new LimitBook(request, await countRunning(sql));
    const jobs: LeasedJob[] = [];
    while (jobs.length < request.limit) {
      await unparkWhereRoom(sql, book);
      const waiting = await findWaitingLimited(sql, {
        functionIds: request.registry.ids,
        nowMs: request.nowMs,
        limit: jobsPerRound,
      });
      if (waiting.length === 0) break;
      await book.readThrottlesOf(sql, waiting);
      const { admitted, parked } = sortOut(waiting, book, request.limit - jobs.length);
      jobs.push(...(await leaseAdmitted(sql, request.owner, admitted)));
      await parkJobs(sql, parked);
    }
    await writeThrottles(sql, book.usedThrottles);
    return { jobs, nextDueMs: await nextThrottleMs(sql, book) };
  });
}

function sortOut(waiting: WaitingJob[], book: LimitBook, room: number) {
  const admitted: string[] = [];
  const parked: { id: string; parkedOn: string }[] = [];
  for (const job of waiting) {
    if (admitted.length >= room) break;
    const parkedOn = book.take(job);
    if (parkedOn === undefined) admitted.push(job.id);
    else parked.push({ id: job.id, parkedOn });
  }
  return { admitted, parked };
}

async function unparkWhereRoom(sql: Sql, book: LimitBook): Promise<void> {
  const parkedOn = await findParkedOn(sql);
  await book.readThrottles(
    sql,
    parkedOn.flatMap((text) => parseThrottle(text) ?? []),
  );
  for (const limit of parkedOn) {
    const room = book.roomOf(limit);
    if (room > 0) await unparkJobs(sql, limit, room);
  }
}

async function nextThrottleMs(sql: Sql, book: LimitBook): Promise<number> {
  const keys = (await findParkedOn(sql)).flatMap((text) => parseThrottle(text) ?? []);
  await book.readThrottles(sql, keys);
  const opensMs = keys.map((key) => Math.ceil(book.throttleOpensMs(key)));
  return earliest(opensMs.filter((ms) => ms > book.nowMs));
}

/** The state of all limits during one admission. */
class LimitBook {
  readonly usedThrottles = new Map<string, ThrottleState>();
  private readonly throttles = new Map<string, ThrottleState>();
  private readonly readKeys = new Set<string>();

  constructor(
    private readonly request: AdmissionRequest,
    private readonly running: Map<string, number>,
  ) {}

  get nowMs(): number {
    return this.request.nowMs;
  }

  /** Takes a place under each of the job's limits; or answers with the one that is full. */
  take(job: WaitingJob): string | undefined {
    const fn = this.request.registry.functions.get(job.functionId);
    const limits = job.limitKeys.map((key, index) => ({
      key,
      limit: fn?.concurrency[index]?.limit ?? Infinity,
    }));
    const full = limits.find(({ key, limit }) => this.runningUnder(key) >= limit);
    if (full) return concurrencyText(full);
    if (job.throttleKey !== null && fn?.throttle) {
      const { intervalMs, burst } = fn.throttle;
      if (!this.passThrottle(job.throttleKey, { intervalMs, burst })) return throttleText(job.throttleKey);
    }
    for (const { key } of limits) this.running.set(key, this.runningUnder(key) + 1);
    return undefined;
  }

  /** How many jobs could go under what others are parked on. */
  roomOf(parkedOn: string): number {
    const throttleKey = parseThrottle(parkedOn);
    if (throttleKey === undefined) {
      const { key, limit } = parseConcurrency(parkedOn);
      return limit - this.runningUnder(key);
    }
    const throttle = this.throttles.get(throttleKey);
    if (!throttle) return 1;
    const aheadMs = Math.max(throttle.idleMs - this.nowMs, 0);
    return Math.floor((throttle.burst * throttle.intervalMs - aheadMs) / throttle.intervalMs);
  }

  throttleOpensMs(key: string): number {
    const throttle = this.throttles.get(key);
    return throttle ? throttle.idleMs - (throttle.burst - 1) * throttle.intervalMs : this.nowMs;
  }

  async readThrottlesOf(sql: Sql, jobs: WaitingJob[]): Promise<void> {
    await this.readThrottles(
      sql,
      jobs.flatMap((job) => job.throttleKey ?? []),
    );
  }

  async readThrottles(sql: Sql, keys: string[]): Promise<void> {
    const unread = [...new Set(keys)].filter((key) => !this.readKeys.has(key));
    for (const [key, state] of await readThrottles(sql, unread)) this.throttles.set(key, state);
    for (const key of unread) this.readKeys.add(key);
  }

  private passThrottle(key: string, { intervalMs, burst }: { intervalMs: number; burst: number }): boolean {
    const { nowMs } = this;
    const idleMs = Math.max(this.throttles.get(key)?.idleMs ?? nowMs, nowMs) + intervalMs;
    if (idleMs - burst * intervalMs > nowMs) return false;
    const state = { idleMs, intervalMs, burst };
    this.throttles.set(key, state);
    this.usedThrottles.set(key, state);
    return true;
  }

  private runningUnder(key: string): number {
    return this.running.get(key) ?? 0;
  }
}

/** What a job is parked on, as text: `limit/<limit>/<key>` or `throttle/<key>`. */
function concurrencyText({ key, limit }: { key: string; limit: number }): string {
  return `limit/${limit}/${key}`;
}

function throttleText(key: string): string {
  return `throttle/${key}`;
}

function parseThrottle(parkedOn: string): string | undefined {
  return parkedOn.startsWith("throttle/") ? parkedOn.slice("throttle/".length) : undefined;
}

function parseConcurrency(parkedOn: string): { key: string; limit: number } {
  const [, limit = "0", ...key] = parkedOn.split("/");
  return { limit: Number(limit), key: key.join("/") };
}
