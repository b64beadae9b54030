import type { ReactNode } from "react";
import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const loadingSource = "Loading the source";
export const checkTitle = "Check";
export const checkAbout = "Connects to the source and reads from it.";
export const connectionsTitle = "Connections";
export const noConnections = "No connection reads from this source yet.";

export const addDestination = "Add destination";
export const addDestinationAbout = "The source is checked again first.";
export const allSources = "Sources";
export const sourceSettings = "Source settings";
/** A heading, a field and a column. */
export const destination = "Destination";
export const existingDestination = "An existing destination";
export const newDestination = "A new destination";
export const chooseDestination = "Choose a destination";
export const searchDestinations = "Search destinations";
export const destinationMissing = "Choose where the rows go.";
export const toConnection = "Continue";

export const streams = "Streams";
export const asSaid = (at: ReactNode) => <>As the source said {at}.</>;
export const refreshSchema = "Refresh schema";
export const refreshed = (streams: number) => `The source offers ${formatCountOf(streams, nouns.stream)}.`;
export const askingWhatItOffers = "Asking the source what it offers…";
export const loadingStreams = "Asking the source what it offers";
export const streamsNotRead = "The streams could not be read";
export const mendUnderSettings = "Mend it under Settings, then ask again.";
export const askAgain = "Ask again";
export const noStreams = "The source offers no stream that may be read.";
export const searchStreams = "Search streams";
export const streamCount = (streams: number) => formatCountOf(streams, nouns.stream);
export const shownStreams = (shown: number, all: number) =>
  `${formatCount(shown)} of ${formatCountOf(all, nouns.stream)}`;
export const noneNamedLike = (search: string) => `No stream is named like “${search}”.`;
export const streamColumn = "Stream";
export const namespaceColumn = "Namespace";
export const keyColumn = "Primary key";
export const rowsColumn = "Rows, about";

/** Of a stream: a heading and a column. */
export const fields = "Fields";
export const fieldCount = (fields: number) => formatCountOf(fields, nouns.field);
export const fullRefreshOrIncremental = "Full refresh or incremental";
export const fullRefreshOnly = "Full refresh only";
export const tellsDeletes = "Tells what was deleted";
export const firstRows = "First rows";
export const loadingFields = "Loading the fields";
export const fieldsNotRead = "The fields could not be read";
export const fieldColumn = "Field";
export const typeColumn = "Type";
export const emptyColumn = "Empty";
export const mayBeEmpty = "May be";
export const neverEmpty = "Never";
export const roleColumn = "Serves as";
export const key = "Key";
export const cursor = "Cursor";

export const readFirstRows = "Read the first rows";
export const readAgain = "Read again";
export const readCosts =
  "Reads up to 20 rows from the source now; nothing is kept. Some sources count or charge every request.";
export const readingFirstRows = "Reading the first rows";
export const noRowRead = "No row could be read";
export const noRows = "The stream has no rows now.";
export const firstRowsOf = (stream: string) => `First rows of ${stream}`;
