import { once } from "node:events";
import { WebSocket } from "ws";
import { z } from "zod";

export interface PlainMessage {
  value: string;
  key?: string;
  properties?: Record<string, string>;
}

const answerSchema = z.object({ result: z.string(), errorMsg: z.string().optional() });

/** Messages without a schema, one by one, as the broker's own WebSocket interface sends them. */
export async function sendByWebSocket(url: string, token: string, messages: PlainMessage[]): Promise<void> {
  const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${token}` } });
  await once(socket, "open"); // an error instead is thrown
  const ended = once(socket, "close");
  for (const { value, ...more } of messages) {
    socket.send(JSON.stringify({ payload: Buffer.from(value).toString("base64"), ...more }));
    const [said] = (await Promise.race([once(socket, "message"), ended])) as [unknown];
    const answer = answerSchema.parse(JSON.parse(String(said)));
    if (answer.result !== "ok") throw new Error(`A message was not stored: ${JSON.stringify(answer)}`);
  }
  socket.close();
  await ended;
}
