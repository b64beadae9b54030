import type { Field } from "@/connectors/sdk";
import { layOut, outputsOf } from "./lay-out";
import type { Mapper } from "./mappers";
import type { ShapeOptions, StreamShape } from "./types";

/**
 * What `options` do to the rows of a stream with these fields; null where they leave them as they are, because they ask
 * for nothing or for what this stream does not have. ConfigError where a mapper does not fit the fields.
 */
export function planShape(
  stream: { name: string; fields: Field[] },
  options: ShapeOptions,
): StreamShape | null {
  const layout = layOut(stream, options);
  if (options.mappers.length === 0 && layout.parts.length === 0 && !options.rowHash) return null;
  return {
    outputs: outputsOf(layout),
    options: { ...options, mappers: options.mappers.map(withoutKey) },
    fields: stream.fields,
  };
}

function withoutKey(mapper: Mapper): Mapper {
  if (mapper.type !== "encryption" || mapper.mapperConfiguration.algorithm !== "AES") return mapper;
  const { key: _, ...configuration } = mapper.mapperConfiguration;
  return { ...mapper, mapperConfiguration: configuration };
}
