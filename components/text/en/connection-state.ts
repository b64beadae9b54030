import { formatRows, type Count } from "@/components/ui/format";

export const checkDestination = "Check the destination, then read again.";
export const readAgain = "Read again";

export const generations = "Generations";
export const noStreamReplaces = "No stream of this connection replaces its table.";
export const generationColumn = "Generation";
export const rowsColumn = "Rows";
export const untilColumn = "Until";
export const actionsColumn = "Actions";
export const shownNow = "Shown now";
export const noneKept = "No former generation is kept. Keep some, and a refresh can be taken back.";
export const noneYet = "No former generation yet: one is kept with each run that replaces the table.";

export const rollBack = "Roll back…";
export const rollBackTitle = (stream: string, generation: number) =>
  `Roll ${stream} back to generation ${generation}`;
export const rollBackMeaning =
  "Its child tables follow. The next sync begins a new generation above all of them.";
export const rollBackTo = (rows: Count) => `Roll back to ${formatRows(rows)}`;
export const showsAgain = (generation: number) => `shows generation ${generation} again`;
export const presentGeneration = "the present generation";
export const generation = (number: number) => `generation ${number}`;
export const staysBeside = "stays beside it, to come back to";
export const rolledBack = (stream: string, generation: number) =>
  `${stream} shows generation ${generation} again.`;

export const generationsOf = (stream: string) => `Generations of ${stream}`;
export const generationsThatStay = "Generations that stay";
export const generationsThatStayMeaning = (stream: string) =>
  `When ${stream} is replaced. From 0 to 20; each takes the room of a whole table.`;
export const saveRetention = "Save how many stay";

export const noState = "Nothing was committed yet: the first sync makes the state.";
export const runGoesOn = "A run is going on: the state can be changed once it has ended.";
export const state = "State";
export const feedColumn = "Feed";
export const runColumn = "Run";
export const nothingCommitted = "Nothing was committed yet.";
export const view = "View";
export const edit = "Edit…";
export const rewind = "Rewind…";

export const viewTitle = (feed: string) => `Where ${feed} stands`;
export const viewMeaning = "As the destination has it. What it means only the source knows.";
export const copyPosition = "Copy the position";

export const editTitle = (feed: string) => `Edit where ${feed} stands`;
export const editMeaning =
  "The next sync reads on from what is written here. Only the source knows what it means: rows may be left out, or come twice.";
export const replacePosition = "Replace 1 position";
export const position = "Position";
export const whatChanges = "What changes";
export const nothingChanges = "Nothing changes.";
export const noJson = (reason: string) => `This is no JSON: ${reason}`;
export const noJsonYet = "This is no JSON yet. Mend it first.";
export const nothingChanged = "Nothing has changed.";

export const rewindTitle = (feed: string) => `Rewind ${feed}`;
export const rewindMeaning =
  "What was written stays. With deduplication it is met again; an appended table gets it once more.";
export const rewindFeed = "Rewind 1 feed";
export const checkpointsNotRead = "The checkpoints could not be read";
export const readOnFrom = "Read on from";
export const chooseCheckpoint = "Choose a checkpoint…";
export const loadingCheckpoints = "Loading…";
export const noCheckpointLikeThis = "No checkpoint is like this.";
export const fromStart = "The start: everything is read again";
export const run = (number: number) => `Run ${number}`;
export const rereadFrom = (position: string) => `from ${position}`;
export const rereadFromStart = "from its start";
export const chooseFirst = "Choose where to read on from.";
export const rewound = "Rewound. The next sync reads on from there.";
