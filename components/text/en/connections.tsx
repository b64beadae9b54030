import type { ReactNode } from "react";
import { formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "Connections";
export const loading = "Loading the connections";
export const newConnection = "New connection";
export const noneYet = "No connection yet: nothing flows.";
export const searchPlaceholder = "Search connections";
export const state = "State";
export const sourceType = "Source type";
export const destinationType = "Destination type";
export const endsColumn = "From and to";
export const nameColumn = "Name";
export const lastRunsColumn = "Last runs";
export const rowsColumn = "Rows";
export const frequencyColumn = "Frequency";
export const nextRunColumn = "Next run";
export const schemaChanged = "Schema changed";
export const lastRunsOf = (connection: string) => `Last runs of ${connection}`;
export const noneLikeThis = "No connection is like this.";
export const emptyPage = "This page is empty.";
export const showAll = "Show all connections";
export const pagesLabel = "Pages";
export const connections = (count: number) => formatCountOf(count, nouns.connection);
export const pageOf = (page: number, pages: number) => `Page ${page} of ${pages}`;
export const previousPage = "Previous";
export const nextPage = "Next";

export const nextRunAt = (time: ReactNode) => <>next {time}</>;
export const tabsLabel = "Connection";
export const statusTab = "Status";
export const replicationTab = "Replication";
export const transformationTab = "Transformation";
export const settingsTab = "Settings";
export const timelineTab = "Timeline";
export const dataTab = "Data";
export const loadingConnection = "Loading the connection";

export const moreActions = "More actions";
export const onceRunEnded = "Once the present run has ended:";
export const onceResumed = "Once it is resumed, but for a sample:";
export const pause = "Pause";
export const resume = "Resume";
export const syncNow = "Sync now";
export const cancelSync = "Cancel sync";

export const approveAdvice =
  "Approve to load the source as it is now; the connection is active again. Or choose streams, fields and keys anew.";
export const editorApproves = "An editor approves it, or chooses streams, fields and keys anew.";
export const approveChange = "Approve the change";
export const leaveNewFieldsOut = "Leave new fields out";
export const chooseAnew = "Choose anew";
export const newColumn = (type: string) => `a new column (${type})`;
export const otherValues = (type: string) => `${type}: what it may hold is another`;
export const goneAtSource = "gone at the source; its column stays, without new values";
export const otherKey = "the source has another primary key";

export const loadingRuns = "Loading the runs";
export const runsNotRead = "The runs could not be read";
export const runNotRead = "The run could not be read";
export const run = (number: number) => `Run ${number}`;
export const runOfKind = (number: number, kind: string) => `Run ${number} · ${kind}`;
export const openRun = "Open the run";
export const followRun = "Follow the run";
export const runs = "Runs";
export const log = "Log";

export const noStream = "No stream of this connection is chosen.";
export const streamLabel = "Stream";
export const loadingRows = "Loading the rows";
export const rowsNotShown = (stream: string, reason: string) => `${stream} cannot be shown: ${reason}`;
export const checkDestination = "Check the destination, then read again.";
export const readAgain = "Read again";
export const nothingWritten = "Nothing was written yet.";
export const rowsComeWithSync = "The rows are here after the first sync.";
export const firstRowsOf = (rows: number, table: ReactNode) =>
  rows === 1 ? (
    <>The first row of {table}</>
  ) : (
    <>
      The first {rows} rows of {table}
    </>
  );
export const schema = "Schema";
export const rowsOf = (table: string) => `Rows of ${table}`;
