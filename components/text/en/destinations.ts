export const loadingDestination = "Loading the destination";
export const checkTitle = "Check";
export const checkAbout = "Connects, writes a test row, reads it back and removes it.";

export const guaranteeTitle = "Guarantee";
export const exactlyOnce = "Exactly once";
export const exactlyOnceMeaning =
  "Rows and their checkpoint become durable together: a crash loses nothing and repeats nothing.";
export const atLeastOnce = "At least once";
export const atLeastOnceMeaning =
  "A crash loses nothing. What it may repeat stands in the connector’s documentation.";

export const connectionsTitle = "Connections";
export const noConnections = "No connection writes to this destination yet.";
export const sourceColumn = "Source";

/** A heading, and the list below it. */
export const tables = "Tables";
export const nothingWritten = "Nothing was written here yet.";
export const whenTablesAppear = "Tables appear with the first sync of a connection.";
export const tableColumn = "Table";
export const connectionColumn = "Connection";
export const rowsColumn = "Rows in the last run";
export const writtenColumn = "Last written";
