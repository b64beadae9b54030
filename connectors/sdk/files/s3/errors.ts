import type { ConnectorError } from "../../errors";
import { AuthError, ConfigError, RateLimitedError, TransientError } from "../../errors";
import { connectionFault } from "../faults";
import type { S3Settings } from "./settings";
import { textOf } from "./xml";

/** An answer that callers decide about: a condition that did not hold, a key or an upload that is not there. */
export class S3Refusal extends Error {
  override name = "S3Refusal";
  constructor(
    readonly reason: "missing" | "changed" | "noUpload" | "notOffered" | "beyondEnd",
    message: string,
  ) {
    super(message);
  }
}

/** What a request was about, for messages: never a signature or a key. */
export interface S3Act {
  /** As in "may not read": read, list, write, remove. */
  verb: string;
  /** null: the bucket itself. */
  key: string | null;
}

/** Worth the same again, with a pause. */
function isPassing(status: number, code: string): boolean {
  return (
    status >= 500 ||
    status === 429 ||
    status === 408 ||
    /^(SlowDown|RequestTimeout|InternalError|InvalidPart)$/.test(code)
  );
}

/** A refusal as the SDK's errors say it; S3Refusal where the caller has to decide. */
export function refusalOf(response: Response, body: string, act: S3Act, settings: S3Settings): Error {
  const { status } = response;
  const code = textOf(body, "Code") ?? "";
  const said = `${status}${code === "" ? "" : ` ${code}`}: ${textOf(body, "Message") ?? "no reason given"}`;
  const what =
    act.key === null ? `the bucket "${settings.bucket}"` : `"${act.key}" in the bucket "${settings.bucket}"`;
  const message = `The server refuses to ${act.verb} ${what} (${said}).`;
  if (status === 416) return new S3Refusal("beyondEnd", message);
  if (code === "NoSuchUpload") return new S3Refusal("noUpload", message);
  if (status === 501 && code === "NotImplemented") return new S3Refusal("notOffered", message);
  if (status === 412 || (status === 409 && code === "ConditionalRequestConflict"))
    return new S3Refusal("changed", message);
  if (status === 404 && code !== "NoSuchBucket" && act.key !== null) return new S3Refusal("missing", message);
  if (isPassing(status, code)) {
    return status === 429 || code === "SlowDown"
      ? new RateLimitedError(`${message} It asks to slow down.`, 30_000)
      : new TransientError(`${message} It may work later.`);
  }
  return lasting(response, code, message, settings);
}

function lasting(response: Response, code: string, message: string, settings: S3Settings): ConnectorError {
  const { fields } = settings;
  const region = response.headers.get("x-amz-bucket-region");
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch|\w*UserNotFound)$/.test(code) || response.status === 401)
    return new AuthError(`${message} The access key or its secret is wrong.`, { field: [fields.key] });
  if (response.status === 404)
    return new ConfigError(`${message} There is no such bucket: look for a typing error.`, {
      field: [fields.bucket],
    });
  if (code === "RequestTimeTooSkewed")
    return new ConfigError(
      `${message} The clock of this machine differs from the server's. Set it right (NTP).`,
    );
  if (
    /^(PermanentRedirect|TemporaryRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)$/.test(
      code,
    ) ||
    response.status === 301
  ) {
    return new ConfigError(
      `${message} The bucket is in ${region === null ? "another region" : `the region ${region}`}, the configuration says ${settings.region}.`,
      { field: [fields.region] },
    );
  }
  if (response.status === 403) {
    return new AuthError(
      settings.credentials === null
        ? `${message} The bucket is not public: give an access key.`
        : `${message} The access key lacks this right.`,
      { field: [fields.key] },
    );
  }
  return new ConfigError(message);
}

/** A request that got no answer. */
export function unreachable(error: unknown, address: URL, field: string): unknown {
  return connectionFault(error, { host: address.host, label: address.origin, field: [field] });
}
