import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const verify = {
  menu: "Verify content now",
  title: "Verify content",
  description: "Source and destination are read and compared by checksums. Nothing is written.",
  confirm: (streams: number) => `Verify ${formatCountOf(streams, nouns.stream)}`,
};
export const repair = {
  menu: "Repair what differs",
  title: "Repair what differs",
  description: "Source and destination are compared; the rows that differ are read and written again.",
  confirm: (streams: number) => `Repair ${formatCountOf(streams, nouns.stream)}`,
};
export const sample = {
  menu: "Take a sample",
  title: "Take a sample",
  description: "The first rows of each stream, into tables of their own. The real tables stay as they are.",
  confirm: (streams: number) => `Sample ${formatCountOf(streams, nouns.stream)}`,
};
export const refresh = {
  menu: "Refresh",
  title: "Refresh streams",
  description: "All rows are read anew. A table shows its former rows until the new ones are complete.",
  confirm: (streams: number) => `Refresh ${formatCountOf(streams, nouns.stream)}`,
};
export const replay = {
  menu: "Replay quarantine",
  title: "Replay the quarantine",
  description: "The rows that could not be written are tried again. What still fails waits on.",
  confirm: (streams: number) => `Replay ${formatCountOf(streams, nouns.stream)}`,
};
export const clear = {
  menu: "Clear",
  title: "Clear streams",
  description: "The tables go with all their rows. The next sync begins from the start.",
  confirm: (streams: number) => `Clear ${formatCountOf(streams, nouns.stream)}`,
};

export const streamsNotRead = "The streams could not be read";
export const streams = "Streams";
export const allStreams = (streams: number) => `All ${formatCountOf(streams, nouns.stream)}`;
export const chosenStreams = "Chosen streams";
export const sampleRows = "Rows of each stream";
export const sampleRowsHelp = (maxRows: number) =>
  `From 1 to ${formatCount(maxRows)}, from the start of the stream.`;
export const chooseStream = "Choose at least one stream.";
export const enterSampleRows = (maxRows: number) =>
  `Enter a whole number of rows from 1 to ${formatCount(maxRows)}.`;
export const queued = (number: number) => `Run ${number} is queued.`;

export const itsTable = "its table";
export const comparedWith = (table: string) => `and compared with ${table}`;
export const comparedWithItsTable = "and compared with its table";
export const rowsThatDiffer = "the rows that differ";
export const sampleTable = "a table in a schema that ends in _sluice_sample";
export const replacesSample = "replaces the sample before";
export const fromStart = "from the start";
export const keptAsGeneration = (generations: number) =>
  `what is there stays as a former generation (${formatCountOf(generations, nouns.generation)} kept)`;
export const givesWay = "what is there gives way once all is read";
export const quarantinedRows = "the rows that wait in the quarantine are added or merged";
export const positionOnly = "its position; nothing was written yet";
export const tableAndPosition = "the table with all its rows, and the stream’s position";
export const historyOfRows = "the history of its rows";
