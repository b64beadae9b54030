import { AuthError, ConfigError, type ConnectorError, RateLimitedError, TransientError } from "../errors";

const longestReason = 500;
const pauseWhenBusyMs = 10_000;

/** What is not there, or is in the way of what was asked for. Callers may decide; to everybody else it is a ConfigError. */
export class AdminRefusal extends ConfigError {
  override name = "AdminRefusal";
  constructor(
    readonly status: 404 | 409,
    /** The broker's own words. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** A schema that the registry does not take. */
export class SchemaRefusal extends ConfigError {
  override name = "SchemaRefusal";
  constructor(
    /** The broker's own words. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** What the broker's HTTP interface refused, as the SDK's errors. `act` is as in "create the topic x". */
export function adminRefusalOf(status: number, body: string, act: string): ConnectorError {
  const reason = reasonOf(body);
  const message = `Pulsar's broker refuses to ${act} (${status}: ${reason}).`;
  if (isAboutSchema(status, body)) {
    return new SchemaRefusal(reason, `${message} Change the schema or the compatibility strategy.`);
  }
  if (status === 404 || status === 409) return new AdminRefusal(status, reason, message);
  if (status === 401 && !/^unauthorized to/i.test(reason)) {
    return new AuthError(`${message} The credentials are missing, wrong or expired: give others.`);
  }
  if (status === 401 || status === 403) {
    return new AuthError(`${message} Grant this right to the role, or do it by hand and switch it off here.`);
  }
  if (status === 429) return new RateLimitedError(`${message} It asks to slow down.`, pauseWhenBusyMs);
  if (status >= 500 || status === 408) return new TransientError(`${message} It may work later.`);
  if (status >= 300 && status < 400) {
    return new ConfigError(`${message} It sends elsewhere too often: look at the admin URL.`);
  }
  return new ConfigError(`${message} Change what was asked for.`);
}

/** Where it is only asked whether a schema would do, brokers tell a refusal as an error of their own (500). */
function isAboutSchema(status: number, body: string): boolean {
  return (
    [409, 422, 500].includes(status) &&
    /schema compatibility check|Incompatible schema|IncompatibleSchemaException|Invalid schema definition/i.test(
      body,
    )
  );
}

/** For what may be there already: false where it was. */
export async function isNew(creating: Promise<unknown>): Promise<boolean> {
  try {
    await creating;
    return true;
  } catch (error) {
    if (error instanceof AdminRefusal && /already exist/i.test(error.reason)) return false;
    throw error;
  }
}

/** For what may be missing: null where it is. */
export async function unlessMissing<Answer>(asking: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof AdminRefusal && error.status === 404) return null;
    throw error;
  }
}

/** Brokers answer with {"reason"}, unexpected errors with a stack trace in it, and others with a page of HTML. */
export function reasonOf(body: string): string {
  const reason = jsonReason(body) ?? /<title>([\s\S]*?)<\/title>/.exec(body)?.[1] ?? body;
  const [, unexpected] = /Message: ([\s\S]*?)\n\nStacktrace:/.exec(reason) ?? [];
  const text = (unexpected ?? reason).replace(/^Error \d+ /, "").replaceAll("&quot;", '"');
  const line = text.replace(/\s+/g, " ").trim();
  return line === "" ? "no reason given" : line.slice(0, longestReason);
}

function jsonReason(body: string): string | null {
  try {
    const parsed: unknown = JSON.parse(body);
    const isReason = typeof parsed === "object" && parsed !== null && "reason" in parsed;
    return isReason ? String(parsed.reason) : null;
  } catch {
    return null; // HTML, or nothing
  }
}
