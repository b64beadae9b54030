import { ConfigError, type SelectedStream, type Stream } from "@/connectors/sdk";
import { products } from "./streams/products";
import { purchases } from "./streams/purchases";
import { describeStream, type Column, type SampleStream } from "./streams/stream";
import { users } from "./streams/users";

const streams: SampleStream[] = [users, products, purchases];

export function discoverStreams(filter?: { name: string }[]): Stream[] {
  const isWanted = (stream: SampleStream) => !filter || filter.some(({ name }) => name === stream.name);
  return streams.filter(isWanted).map(describeStream);
}

/** The generator behind a chosen stream, with its chosen columns. */
export function findStream(selected: SelectedStream): { stream: SampleStream; columns: Column[] } {
  const stream = streams.find(({ name }) => name === selected.name);
  if (!stream) throw outdated(`stream "${selected.name}"`);
  const columns = selected.fields.map(({ name }) => {
    const column = stream.columns.find(({ field }) => field.name === name);
    if (!column) throw outdated(`field "${name}" in "${stream.name}"`);
    return column;
  });
  return { stream, columns };
}

function outdated(what: string): ConfigError {
  return new ConfigError(`Sample data has no ${what}. Refresh the source's schema and choose again.`);
}
