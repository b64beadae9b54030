import { randomUUID } from "node:crypto";
import type { Inngest } from "inngest";
import type { Adapter, Feature, RunningAdapter, World } from "./feature";
import { endingFeatures } from "./features/ending";
import { limitFeatures } from "./features/limits";
import { retryFeatures } from "./features/retries";
import { singletonFeatures } from "./features/singleton";
import { startFeatures } from "./features/starting";
import { stepFeatures } from "./features/steps";
import { waitFeatures } from "./features/waiting";
import { Recorder } from "./recorder";

/** Everything that an executor of our functions must do. */
export const features: Feature[] = [
  ...stepFeatures,
  ...retryFeatures,
  ...waitFeatures,
  ...startFeatures,
  ...singletonFeatures,
  ...limitFeatures,
  ...endingFeatures,
];

export interface Conformance {
  /** Throws, with all that was noted, when the feature does not hold. */
  check(feature: Feature): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an executor with the functions of all features, so that each can be checked. */
export async function startConformance(adapter: Adapter): Promise<Conformance> {
  const recorder = new Recorder();
  const build = (client: Inngest) =>
    features.flatMap((feature) =>
      feature.functions({
        client,
        note: (subject, what, detail) => recorder.note(subject, what, detail),
        pass: (subject, gate) => recorder.pass(subject, gate),
      }),
    );
  const running = await adapter.start(build, () => recorder.held);
  return {
    async check(feature) {
      const subject = randomUUID();
      try {
        await feature.check(createWorld(subject, recorder, running));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`${feature.name}: ${reason}\nNoted: ${recorder.describe(subject)}`, { cause });
      }
    },
    stop: () => running.stop(),
  };
}

function createWorld(subject: string, recorder: Recorder, running: RunningAdapter): World {
  return {
    subject,
    now: () => running.now(),
    send: (events) => running.send(Array.isArray(events) ? events : [events]),
    facts: (what) => recorder.list(subject, what),
    open: (gate) => recorder.open(subject, gate),
    elapse: (ms) => running.elapse(ms),
    async until(what, count) {
      for (
        let changed = recorder.changed();
        recorder.list(subject, what).length < count;
        changed = recorder.changed()
      ) {
        await running.proceed(changed);
      }
    },
  };
}
