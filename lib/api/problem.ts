import { z } from "zod";
import { AppError, type AppErrorOptions, type ErrorCode } from "@/lib/errors";
import type { DescribedError } from "@/lib/errors/describe";

const reference = "https://reference.airbyte.com/reference/errors";

/** The body of every answer that is an error: RFC 9457 with the fields and types of Airbyte's API. */
export const problemSchema = z
  .object({
    status: z.int(),
    type: z.string(),
    title: z.string(),
    detail: z.string(),
    documentationUrl: z.string().optional(),
    data: z
      .looseObject({
        message: z.string().optional(),
        /** Fields of the input that were refused. */
        issues: z
          .array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
          .optional(),
        errorId: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: "Problem" });

export type Problem = z.infer<typeof problemSchema>;

/** What Airbyte's clients tell apart by `type` and `title`. */
const kinds: Record<ErrorCode, { type: string; title: string }> = {
  bad_request: { type: `${reference}#bad-request`, title: "bad-request" },
  invalid_input: { type: `${reference}#unprocessable-entity`, title: "unprocessable-entity" },
  unauthenticated: { type: `${reference}#unauthorized`, title: "unauthorized" },
  forbidden: { type: `${reference}#forbidden`, title: "forbidden" },
  not_found: { type: `${reference}#resource-not-found`, title: "resource-not-found" },
  conflict: { type: `${reference}#409-state-conflict`, title: "state-conflict" },
  rate_limited: { type: `${reference}#try-again-later`, title: "try-again-later" },
  check_failed: { type: `${reference}#unprocessable-entity`, title: "unprocessable-entity" },
  unavailable: { type: reference, title: "service-unavailable" },
  internal: { type: reference, title: "unexpected-problem" },
};

interface ProblemKind extends AppErrorOptions {
  status: number;
  type: string;
  title: string;
  data?: Problem["data"];
}

/** An expected error whose status, type or data Airbyte's API prescribes beyond what its code says. */
export class ProblemError extends AppError {
  readonly kindOfProblem: Pick<ProblemKind, "status" | "type" | "title" | "data">;

  constructor(code: ErrorCode, message: string, { status, type, title, data, ...options }: ProblemKind) {
    super(code, message, options);
    this.name = "ProblemError";
    this.kindOfProblem = { status, type, title, ...(data === undefined ? {} : { data }) };
  }
}

function isProblemError(error: unknown): error is ProblemError {
  return error instanceof Error && "kindOfProblem" in error;
}

/** A value that names something, such as a connector, and names nothing: 400 in Airbyte's API. */
export function unknownValueError(what: string, value: string): ProblemError {
  return new ProblemError("bad_request", `There is no ${what} "${value}".`, {
    status: 400,
    type: reference,
    title: "value-not-found",
    data: { value },
  });
}

export function problemOf(error: unknown, described: DescribedError): Problem {
  const { code, message, issues, errorId } = described;
  const special = isProblemError(error) ? error.kindOfProblem : undefined;
  const data = {
    ...special?.data,
    ...(issues.length > 0 ? { message, issues } : {}),
    ...(errorId === undefined ? {} : { errorId }),
  };
  return {
    status: special?.status ?? described.status,
    type: special?.type ?? kinds[code].type,
    title: special?.title ?? kinds[code].title,
    detail: message,
    ...(Object.keys(data).length > 0 ? { data } : {}),
  };
}
