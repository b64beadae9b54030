import { ConfigError } from "../../errors";

/** Does `work`; an error that a person must mend says of which file it is. */
export async function naming<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw named(path, error);
  }
}

export function named(path: string, error: unknown): unknown {
  if (!(error instanceof ConfigError) || error.message.includes(path)) return error;
  return new ConfigError(`"${path}": ${error.message}`, {
    cause: error,
    ...(error.field === undefined ? {} : { field: error.field }),
  });
}
