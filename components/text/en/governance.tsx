import type { ReactNode } from "react";

export const title = "Governance";
export const loading = "Loading the policies";

export const writesTitle = "Writes";
export const writeSwitch = "No write without authentication";
export const everyDestinationAsks =
  "Every destination asks before it writes. One that asks nobody is refused: when it is set up, when it is checked, and by each run, also if it was there before.";
export const someDestinationsAsk =
  "A destination asks before it writes where its own form says so. One that asks nobody writes unasked.";

export const policiesTitle = "Policies";
export const policiesAbout =
  "Deny wins over allow, and what no policy allows is refused. They count from the next decision on.";
export const addPolicy = "Add policy";
export const loadAgain = "Load again";
export const noPolicy = "No policy: every write that asks is refused.";
export const addOne = "Add one that allows what should be written.";
export const adminAddsOne = "An owner or admin can add one.";

export const allow = "Allow";
export const deny = "Deny";
export const subjects = "Subjects";
export const predicates = "Predicates";
export const paths = "Paths";
export const moveUp = (policyName: string) => `Move ${policyName} up`;
export const moveDown = (policyName: string) => `Move ${policyName} down`;
export const edit = (policyName: string) => `Edit ${policyName}`;
export const deleteOf = (policyName: string) => `Delete ${policyName}`;
export const deleteMeaning =
  "It ends with the next decision: runs that go on by it stop when they ask again, unless another policy allows them.";

export const policyMeaning = "“*” stands for anything within a segment, “**” also over “/” and “:”.";
export const nameLabel = "Name";
export const effectLabel = "Effect";
export const allowMeaning = "Unless another policy denies it.";
export const denyMeaning = "Whatever other policies allow.";
export const subjectsHelp = "Tags, for example roles:id:editor. Whoever has one of them is meant.";
export const predicatesHelp = "What is done. Destinations ask for write.";
export const pathsHelp = "For example dataos://warehouse:public/* or **.";
export const cancel = "Cancel";
export const savePolicy = "Save policy";
export const notSaved = "What you changed in this policy is not saved.";

export const testerTitle = "Who may write this path?";
export const testerAbout = "What each member's key would be told now.";
export const predicateLabel = "Predicate";
export const pathLabel = "Path";
export const pathPlaceholder = "dataos://warehouse:public/orders";
export const testPath = "Test path";
export const howManyMay = (
  allowed: number,
  members: number,
  what: { predicate: string; path: ReactNode },
) => (
  <>
    {allowed} of {members} may {what.predicate} {what.path}.
  </>
);
export const answersLabel = "Who may write this path";
export const member = "Member";
export const subjectColumn = "Subject";
export const decision = "Decision";
export const policyColumn = "Policy";
export const allowed = "Allowed";
export const refused = "Refused";

export const tagsTitle = "Members' tags";
export const tagsAbout = "What policies can name a member by: the person, the role, and what an admin adds.";
export const membersLabel = "Members";
export const roleColumn = "Role";
export const tags = "Tags";
export const editColumn = "Edit";
export const editTags = "Edit tags";
export const editTagsOf = (memberName: string) => `Edit tags of ${memberName}`;
export const tagsOf = (memberName: string) => `Tags of ${memberName}`;
export const tagsMeaning =
  "Policies may name them as subjects. The tags for person and role come by themselves.";
export const tagsHelp = "For example dataos:u:depot-reader. Enter adds one.";
export const saveTags = "Save tags";

export const decisionsTitle = "Last decisions";
export const decisionsAbout = "Everything that was asked in this workspace, kept for 90 days.";
export const decisionsLabel = "Decisions";
export const whenColumn = "When";
export const subjectAndKeyColumn = "Subject and key";
export const questionColumn = "Predicate and path, policy or reason";
export const runColumn = "Run";
export const noneLikeThis = "No decision like this.";
export const nobodyAsked = "Nobody has asked yet.";
export const unknownSubject = "unknown";
export const whoseKey = "Whose key is it?";
export const showOlder = "Show older decisions";
