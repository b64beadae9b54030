/** What a run waited for most, and what would help. Its log and the API say it, too. */
export const advice = {
  source: (percent: number) =>
    `Waited ${percent} % for the source: it gives rows more slowly than they are taken. Choose fewer fields, read incrementally, or let more of its streams run side by side; a replica near the console helps where the network is slow.`,
  transform: (percent: number) =>
    `Waited ${percent} % for the transformation: mappers, flattening or child tables take longer than reading and writing. Leave out mappers that are not needed (hashing and encryption cost most), keep objects and arrays as JSON, or let more streams run side by side.`,
  destination: (percent: number) =>
    `Waited ${percent} % for the destination: it takes rows more slowly than they come. Drop indexes and triggers of its tables, append where keys do not repeat, or let more streams run side by side; its server's disks and processors decide the rest.`,
};
/** Where nothing holds the others up. */
export const evenly = {
  source: (percent: number) =>
    `Waited ${percent} % for the source: no part holds the others up. More streams side by side use them all better.`,
  transform: (percent: number) =>
    `Waited ${percent} % for the transformation: no part holds the others up. More streams side by side use them all better.`,
  destination: (percent: number) =>
    `Waited ${percent} % for the destination: no part holds the others up. More streams side by side use them all better.`,
};
