import { ConfigError } from "@/connectors/sdk";
import type { Mapper } from "./mappers";

/** Where a mapper stands, for messages. */
export interface MapperPlace {
  stream: string;
  mapper: Mapper;
  /** Among the stream's mappers, from 0. */
  index: number;
}

/** What is wrong with a mapper, and what to do. */
export function mapperError(
  { stream, mapper, index }: MapperPlace,
  what: string,
  cause?: unknown,
): ConfigError {
  return new ConfigError(`${stream}: mapper ${index + 1} (${mapper.type}): ${what}`, { cause });
}
