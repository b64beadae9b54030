import type { Clock } from "../context";
import { TransientError } from "../errors";
import { answers, type Command, type CommandFields, type RequestName } from "./commands";
import { translateRefusal } from "./errors";

export type Answer<Name extends RequestName> = CommandFields<(typeof answers)[Name]>;

interface Open {
  name: RequestName;
  doing: string;
  /** Stops the clock. */
  patience: AbortController;
  resolve(fields: object): void;
  reject(error: Error): void;
}

/** Requests of one connection that have no answer yet. */
export class Requests {
  private readonly open = new Map<bigint, Open>();
  private lastId = 0n;

  constructor(private readonly clock: Clock) {}

  /** A number for the next request, and its answer. TransientError where none comes in time. */
  begin<Name extends RequestName>(
    name: Name,
    doing: string,
    timeoutMs: number,
  ): { requestId: bigint; answer: Promise<Answer<Name>> } {
    const requestId = ++this.lastId;
    const patience = new AbortController();
    const answer = new Promise<object>((resolve, reject) => {
      this.open.set(requestId, { name, doing, patience, resolve, reject });
    });
    void this.watch(requestId, timeoutMs, patience.signal);
    return { requestId, answer: answer as Promise<Answer<Name>> };
  }

  /** What answers no open request is left alone: its time was up before. */
  settle(command: Command): void {
    const { fields } = command;
    if (!("requestId" in fields) || fields.requestId === undefined) return;
    const request = this.open.get(fields.requestId);
    if (!request) return;
    if (command.name === "producerSuccess" && command.fields.isProducerReady === false)
      return request.patience.abort(); // it waits in a queue for its place, however long
    const refusal = refusalOf(command);
    if (refusal) this.end(fields.requestId, translateRefusal(request.doing, refusal));
    else if (command.name === answers[request.name]) this.end(fields.requestId, fields);
  }

  /** The connection is lost: so are all answers. */
  failAll(error: Error): void {
    for (const id of this.open.keys()) this.end(id, error);
  }

  private end(id: bigint, result: Error | object): void {
    const request = this.open.get(id);
    if (!request) return;
    this.open.delete(id);
    request.patience.abort();
    if (result instanceof Error) request.reject(result);
    else request.resolve(result);
  }

  private async watch(id: bigint, timeoutMs: number, signal: AbortSignal): Promise<void> {
    try {
      await this.clock.sleep(timeoutMs, signal);
    } catch {
      return; // answered, or none is awaited any more
    }
    const doing = this.open.get(id)?.doing ?? "A request";
    this.end(id, new TransientError(`${doing} failed: no answer within ${timeoutMs} ms. It is tried again.`));
  }
}

function refusalOf({ fields }: Command): { code: number; message: string } | null {
  if (!("error" in fields) || fields.error === undefined) return null;
  return { code: fields.error, message: ("message" in fields && fields.message) || "" };
}
