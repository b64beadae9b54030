import { setTimeout as delay } from "node:timers/promises";
import { Inngest } from "inngest";
import type pg from "pg";
import { createEmbeddedExecutor, createEventBridge } from "@/lib/inngest/embedded";
import type { Logger } from "@/lib/log";
import { FakeClock } from "@/lib/inngest/embedded/testing/fake-clock";
import type { Adapter } from "./feature";

const lookEveryMs = 5;

interface Situation {
  /** Calls that are being made. */
  calls: number;
  /** When the next thing is due. */
  nextMs: number;
}

/** The embedded executor on a clock of its own, which passes as soon as there is nothing to do until the next due time. */
export function createEmbeddedAdapter({ pool, log }: { pool: pg.Pool; log: Logger }): Adapter {
  return {
    async start(build, held) {
      const clock = new FakeClock();
      const bridge = createEventBridge(log);
      const client = new Inngest({ id: "conformance", ...bridge.options });
      const executor = await createEmbeddedExecutor({
        client,
        functions: build(client),
        bridge,
        pool,
        log,
        clock,
      });
      await executor.start();
      const becomeIdle = async (isOver: () => boolean): Promise<number> => {
        for (;;) {
          const { calls, nextMs } = await look(pool);
          const isIdle = calls === held() && nextMs > clock.now();
          if (isIdle || isOver()) return nextMs;
          await delay(lookEveryMs);
        }
      };
      return {
        now: () => clock.now(),
        async send(events) {
          await client.send(events);
        },
        async proceed(changed) {
          let isOver = false;
          void changed.then(() => {
            isOver = true;
          });
          const nextMs = await becomeIdle(() => isOver);
          if (isOver) return;
          if (nextMs === Infinity) throw new Error("nothing is left to happen");
          clock.advanceTo(nextMs);
        },
        async elapse(ms) {
          const endMs = clock.now() + ms;
          for (
            let nextMs = await becomeIdle(() => false);
            nextMs <= endMs;
            nextMs = await becomeIdle(() => false)
          ) {
            clock.advanceTo(nextMs);
          }
          clock.advanceTo(endMs);
        },
        stop: () => executor.stop(),
      };
    },
  };
}

async function look(pool: pg.Pool): Promise<Situation> {
  const { rows } = await pool.query<{ calls: number; has_room: boolean; next_at: Date | null }>(
    `SELECT (SELECT count(*)::int FROM inngest_jobs WHERE owner IS NOT NULL) AS calls,
       EXISTS (SELECT 1 FROM inngest_jobs parked WHERE parked_on LIKE 'limit/%' AND split_part(parked_on, '/', 2)::int > (
         SELECT count(*) FROM inngest_jobs running
         WHERE running.owner IS NOT NULL AND substring(parked.parked_on FROM '^limit/[0-9]+/(.*)$') = ANY(running.limit_keys)
       )) AS has_room,
       LEAST(
         (SELECT min(due_at) FROM inngest_timers),
         (SELECT min(due_at) FROM inngest_outbox),
         (SELECT min(next_at) FROM inngest_crons),
         (SELECT min(ready_at) FROM inngest_jobs),
         (SELECT min(t.idle_at - (t.burst - 1) * t.interval_ms * interval '1 ms') FROM inngest_throttles t
           JOIN inngest_jobs j ON j.parked_on = 'throttle/' || t.key)) AS next_at`,
  );
  const [row] = rows;
  // A job that waits for a limit which has room is due.
  const nextMs = row?.has_room ? 0 : (row?.next_at?.getTime() ?? Infinity);
  return { calls: row?.calls ?? 0, nextMs };
}
