import type { Destination, Encoding, Feed, Source, StreamPlan } from "@/connectors/sdk";

/**
 * The encoding a feed travels in: the first of the source's that the destination takes for all its streams; sources
 * name them cheapest first.
 */
export function negotiateEncoding<S, D>(
  source: { connector: Source<S>; config: S },
  destination: { connector: Destination<D>; config: D },
  feed: Feed,
  plans: StreamPlan[],
): Encoding {
  const given = source.connector.encodings?.(source.config, feed) ?? [];
  const taken = plans.map(
    (plan) => new Set(destination.connector.encodings?.(destination.config, plan) ?? []),
  );
  const common = given.find((encoding) => taken.every((encodings) => encodings.has(encoding)));
  return common ?? "rows";
}
