import { pool } from "@/lib/db";
import { AppError } from "@/lib/errors";

/** Who is counted: an account, an API client, or an address from which many are tried. */
export type AttemptSubject = `email:${string}` | `client:${string}` | `address:${string}`;

const attemptsPerAccount = 5;
/** An office behind one address has more people who mistype than one account has. */
const attemptsPerAddress = 20;
const firstLockMs = 30_000;
const longestLockMs = 15 * 60_000;
const forgottenAfterMs = 24 * 3_600_000;

/**
 * Runs `attempt`, which gives null for wrong credentials, unless a subject is locked: then it throws
 * `rate_limited` and says until when. Each failure beyond the allowed number doubles the lock. An attempt is
 * counted before it is made and forgiven when it succeeds, so that guesses made at once do not slip through.
 */
export async function withLockOut<T>(
  subjects: AttemptSubject[],
  attempt: () => Promise<T | null>,
  now = Date.now(),
): Promise<T | null> {
  for (const subject of subjects) await refuseIfLocked(subject, now);
  for (const subject of subjects) await countAttempt(subject, now);
  const result = await attempt();
  if (result !== null) await forgiveAttempt(subjects);
  return result;
}

/** Removes counts that no longer matter. May run at any time. */
export async function forgetOldAttempts(now = Date.now()): Promise<void> {
  await pool().query(
    "DELETE FROM sign_in_attempt WHERE first_failure < $1 AND (locked_until IS NULL OR locked_until < $2)",
    [new Date(now - forgottenAfterMs), new Date(now)],
  );
}

async function refuseIfLocked(subject: AttemptSubject, now: number): Promise<void> {
  const { rows } = await pool().query<{ locked_until: Date }>(
    "SELECT locked_until FROM sign_in_attempt WHERE subject = $1 AND locked_until > $2",
    [subject, new Date(now)],
  );
  const until = rows[0]?.locked_until;
  if (until) throw lockedError(until, now);
}

async function countAttempt(subject: AttemptSubject, now: number): Promise<void> {
  const allowed = subject.startsWith("address:") ? attemptsPerAddress : attemptsPerAccount;
  await pool().query(
    "DELETE FROM sign_in_attempt WHERE subject = $1 AND first_failure < $2 AND (locked_until IS NULL OR locked_until <= $3)",
    [subject, new Date(now - forgottenAfterMs), new Date(now)],
  );
  const { rowCount } = await pool().query(
    `INSERT INTO sign_in_attempt AS known (subject, failures, first_failure) VALUES ($1, 1, $2)
     ON CONFLICT (subject) DO UPDATE SET
       failures = known.failures + 1,
       locked_until = CASE WHEN known.failures + 1 >= $3::int THEN $2 + interval '1 millisecond' *
         least($5::float8, $4::float8 * power(2, least(known.failures + 1 - $3::int, 20))) END
     WHERE known.locked_until IS NULL OR known.locked_until <= $2`,
    [subject, new Date(now), allowed, firstLockMs, longestLockMs],
  );
  // Another attempt at the same moment has just locked it.
  if (rowCount === 0) await refuseIfLocked(subject, now);
}

async function forgiveAttempt(subjects: AttemptSubject[]): Promise<void> {
  const accounts = subjects.filter((subject) => !subject.startsWith("address:"));
  const addresses = subjects.filter((subject) => subject.startsWith("address:"));
  await pool().query("DELETE FROM sign_in_attempt WHERE subject = ANY($1::text[])", [accounts]);
  // One right password does not clear an address that has tried many others.
  await pool().query(
    "UPDATE sign_in_attempt SET failures = greatest(failures - 1, 0), locked_until = NULL WHERE subject = ANY($1::text[])",
    [addresses],
  );
}

function lockedError(until: Date, now: number): AppError {
  const retryAfterMs = until.getTime() - now;
  const minutes = Math.ceil(retryAfterMs / 60_000);
  const wait = retryAfterMs < 60_000 ? `${Math.ceil(retryAfterMs / 1000)} s` : `${minutes} min`;
  const clock = until.toISOString().slice(11, 19);
  return new AppError(
    "rate_limited",
    `Too many failed attempts. The next one is possible in ${wait}, at ${clock} UTC.`,
    { retryAfterMs },
  );
}
