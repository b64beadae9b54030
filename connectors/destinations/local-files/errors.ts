import { ConfigError, ConnectorError, TransientError } from "@/connectors/sdk";

const field = ["destination_path"];

/** The file system's errors as the SDK's; what is not known stays as it is, and is shown as a bug. */
export function translateError(error: unknown, path: string, bytes?: number): unknown {
  if (error instanceof ConnectorError || !(error instanceof Error) || !("code" in error)) return error;
  const size = bytes === undefined ? "" : `, where ${bytes} bytes were to be written`;
  const options = { cause: error, field };
  switch (error.code) {
    case "ENOSPC":
      return new TransientError(
        `The disk of ${path} is full${size}. Free some space; the sync goes on from its last checkpoint.`,
        options,
      );
    case "EDQUOT":
      return new TransientError(
        `The disk quota at ${path} is used up${size}. Free some space or raise the quota; the sync goes on from its last checkpoint.`,
        options,
      );
    case "EFBIG":
      return new TransientError(
        `${path} would become larger than the file system or the process's limit allows${size}. Raise the limit (ulimit -f); the sync goes on from its last checkpoint.`,
        options,
      );
    case "EROFS":
      return new ConfigError(`${path} lies on a file system that is mounted read-only.`, options);
    case "EACCES":
    case "EPERM":
      return new ConfigError(
        `${path} may not be written by the user that Sluice runs as. Change its owner or rights.`,
        options,
      );
    case "ENOTDIR":
    case "EEXIST":
      return new ConfigError(
        `A parent of ${path} is a file, not a folder. Move it away, or choose another path.`,
        options,
      );
    case "EISDIR":
    case "ENOTEMPTY":
      return new ConfigError(`${path} is a folder, where a file is to be written. Move it away.`, options);
    case "ENAMETOOLONG":
      return new ConfigError(`${path} is longer than the file system takes. Choose a shorter path.`, options);
    case "EXDEV":
      return new ConfigError(
        `${path} lies on another file system than the destination's own folder, so that no file can be moved there at once. Choose another destination path.`,
        options,
      );
    case "ELOOP":
      return new ConfigError(`${path} is a link, which is not followed. Remove it.`, options);
    case "Z_BUF_ERROR":
    case "Z_DATA_ERROR":
      return new ConfigError(
        `${path} is damaged: ${error.message}. Clear the stream and sync it again.`,
        options,
      );
    case "EIO":
      return new TransientError(
        `The disk of ${path} failed: ${error.message}. Look at the system's log.`,
        options,
      );
    default:
      return error;
  }
}

/** Does `work`, with its errors as the SDK's. */
export async function onDisk<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw translateError(error, path);
  }
}
