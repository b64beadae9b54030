import type { RowRefusedError } from "../errors";

/** The server refused a row for what it holds. */
export interface Refusal {
  error: RowRefusedError;
  /** In the server's own words. */
  reason: string;
  column: string | null;
}
