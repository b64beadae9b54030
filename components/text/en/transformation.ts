export const title = "Transformation";
export const normalization = "Normalization";
export const aboutNormalization = "How rows are laid out in their tables.";
export const streams = "Streams";
export const aboutStreams =
  "Fields and mappers are edited in Replication, where each stream has its rows beside it.";

export const basic = "Basic normalization";
export const basicMeaning = "Each field becomes a column of the destination’s own type.";
export const raw = "Raw data";
export const rawMeaning = "Each row is kept as it came, as one JSON document.";
export const previewOf = "Preview of";
export const objects = "Objects whose fields are known";
export const asJson = "As JSON";
export const asJsonMeaning = "One column for the whole object.";
export const flattened = "Flattened";
export const flattenedMeaning = "A column for each of its fields.";
export const saveNormalization = "Save normalization";

export const streamsLabel = "Transformation of each stream";
export const streamColumn = "Stream";
export const fieldsColumn = "Fields";
export const mappersColumn = "Mappers";
export const arraysColumn = "Arrays of objects";
export const historyColumn = "History table";
export const edit = "Edit";
export const look = "Look";
export const allFields = "All";
export const noMapper = "None";
export const arraysOf = (stream: string) => `Arrays of ${stream}`;
export const arraysAsJson = "JSON";
export const arraysAsTables = "Child tables";
export const historyOf = (stream: string) => `History of ${stream}`;
export const editOf = (stream: string) => `Edit ${stream} in Replication`;
export const saveStreams = "Save streams";

export const leaveOut = (field: string) => `Leave out ${field}`;
export const rename = (field: string, name: string) => `Rename ${field} to ${name}`;
export const rowsWhere = (condition: string) => `Rows where ${condition}`;
export const hash = (field: string, method: string) => `Hash ${field} (${method})`;
export const encrypt = (field: string, algorithm: string) => `Encrypt ${field} (${algorithm})`;
export const isEqual = (field: string, value: string) => `${field} is “${value}”`;
export const isNot = (conditions: string[]) => `not (${conditions.join(" and ")})`;
