export const title = "Settings";

export const nameAndSchedule = "Name and schedule";
export const name = "Name";
export const saveNameAndSchedule = "Save name and schedule";

export const saved = "Saved.";
export const staleAdvice = "What you typed is still here. Loading replaces it with what is there now.";
export const loadPresent = "Load what is there now";
export const discardChanges = "Discard changes";
export const notSaved = "What you changed on this page is not saved.";

export const changesAndLimits = "Changes and limits";
export const changesAndLimitsMeaning = "How runs meet what changes or goes wrong.";
export const schemaChanges = "When the source’s schema changes";
export const loadNewFields = "Load new fields";
export const loadNewFieldsMeaning = "Columns follow the source; streams stay as chosen.";
export const loadNewStreams = "Load new fields and streams";
export const loadNewStreamsMeaning = "New streams are moved from the next run on.";
export const pauseUntilApproved = "Pause until approved";
export const pauseUntilApprovedMeaning = "The connection waits until someone has looked at the difference.";
export const leaveNewFieldsOut = "Leave new fields out";
export const leaveNewFieldsOutMeaning = "Tables stay as they are.";
export const newFields = "New fields";
export const taken = "Taken";
export const takenMeaning = "A column is added.";
export const leftOut = "Left out";
export const newFieldsLeftOutMeaning = "The table stays as it is.";
export const refused = "Refused";
export const refusedMeaning = "The run fails before it reads.";
export const otherTypes = "Fields of another type";
export const followed = "Followed";
export const followedMeaning = "Values go where they fit.";
export const otherTypesLeftOutMeaning = "The column gets no new values.";
export const verification = "Verification after each run";
export const counts = "Counts";
export const countsMeaning = "As many rows in the table as were read.";
export const checksums = "Checksums";
export const checksumsMeaning = "The content, too: source and destination are read once more.";
export const quarantineLimit = "Quarantine limit";
export const quarantineLimitMeaning = "A run fails once more rows of one stream than this cannot be written.";
export const quarantineLimitUnit = "rows";
export const dropLimit = "Drop limit";
export const dropLimitMeaning =
  "A full refresh that brings fewer rows by more than this is held. Empty: never.";
export const saveChangesAndLimits = "Save changes and limits";

export const notifications = "Notifications";

export const generations = "Generations";
export const generationsMeaning =
  "A table that is replaced can keep what it held before, to be rolled back to.";
export const loadingGenerations = "Loading the generations";
export const state = "State";
export const stateMeaning = "Where each feed stands, as the destination has it.";
export const loadingState = "Loading the state";

export const startOver = "Start over";
export const startOverMeaning =
  "Refresh reads streams anew and replaces what is there. Clear takes their tables away.";
export const refreshStreams = "Refresh streams…";
export const clearStreams = "Clear streams…";
export const resumeFirst = "Resume the connection first.";

export const deleteSection = "Delete";
export const tablesStay = "Tables that were written stay where they are.";
export const deleteConnection = "Delete connection";
export const deleteMeaning =
  "A sync that goes on is cancelled first. Tables that were written stay, with all their rows.";
export const deletedWithIt = "with its schedule, its checkpoints and the history of its runs";
