import { z } from "zod";
import { isStorableText } from "@/lib/errors/storable-text";

/** A name as people give it to a source, a destination or a connection. */
export const nameSchema = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(200, "must be at most 200 characters")
  .refine(isStorable, "must not contain NUL or half a character");

/**
 * Of an update: the revision that the person saw. Where there is another by now, nothing is changed and StaleError is
 * thrown. Absent: whatever there is, is changed.
 */
export const revisionSchema = z.int().min(1);

/** A connector's configuration as people and clients send it, before its spec has judged it. */
export const configSchema = z
  .record(z.string(), z.json())
  .refine(isStorable, "must not contain NUL or half a character");

/** Whether every text in it is one that PostgreSQL takes. */
export function isStorable(value: unknown): boolean {
  if (typeof value === "string") return isStorableText(value);
  if (value === null || typeof value !== "object") return true;
  return Object.entries(value).every(([key, child]) => isStorable(key) && isStorable(child));
}

/** For ids that come from outside: what is not a UUID cannot be one of ours, and the database would refuse it. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** How many streams one run moves side by side at an end, at most; null: as many as the console does by itself. */
export const maxParallelStreamsSchema = z.int().min(1).max(50).nullable();
