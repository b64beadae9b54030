/**
 * What of the console an action changes. A query of the browser that shows one of these has its tag as the first part of
 * its key.
 *
 * - `names`: of sources, destinations and connections, which are searched for, chosen among, and in the titles of pages
 * - `settings`: what stands under Settings and Profile, people and their keys among it, and what the menu shows
 */
export type ChangeTag =
  "connections" | "destinations" | "names" | "quarantine" | "runs" | "settings" | "sources";
