import { ConfigError } from "@/connectors/sdk";
import type { Cell } from "./scanner";

const separators = [",", ";", "\t", "|"];

/** ConfigError where a file of one column looks as if another character separated several. */
export function refuseSeparator(columns: string[], row: Cell[], separator: string): void {
  const [head = "", ...others] = columns;
  if (others.length > 0) return;
  const declared = /^sep=(.)$/i.exec(head)?.[1];
  if (declared !== undefined) throw suspect(declared, separator, { sep: declared, skiprows: 1 });
  const [first] = row;
  const likely = separators.find(
    (character) =>
      character !== separator &&
      count(head, character) > 0 &&
      count(head, character) === count(first ?? "", character),
  );
  if (likely !== undefined) throw suspect(likely, separator, { sep: likely });
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function suspect(likely: string, separator: string, options: object): ConfigError {
  return new ConfigError(
    `The file has only one column when ${JSON.stringify(separator)} separates the cells; it looks as if ${JSON.stringify(likely)} did. Set ${JSON.stringify(options)} in the reader options, or ${JSON.stringify({ sep: separator })} if there is only one.`,
    { field: ["reader_options"] },
  );
}
