import type { IncomingMessage as HttpResponse } from "node:http";
import { WebSocket } from "ws";
import { authorizationHeader } from "./admin-requests";
import { translateSocketError } from "./errors";
import type { ClientOptions } from "./types";
import { refusedOpening } from "./web-socket-messages";

const longestReasonBytes = 2000;

export interface Handshake extends Pick<ClientOptions, "authentication" | "tls" | "signal"> {
  /** With its query. */
  address: string;
  topic: string;
  /** For messages. */
  what: "producer" | "reader";
  timeoutMs: number;
}

/**
 * Resolves once the broker has answered; refusals come as HTTP's statuses. The socket is paused: nothing comes before somebody
 * listens, and resumes it.
 */
export async function openWebSocket(handshake: Handshake): Promise<WebSocket> {
  const { address, authentication, tls, signal, timeoutMs, topic, what } = handshake;
  const socket = new WebSocket(address, {
    headers: await authorizationHeader(authentication),
    handshakeTimeout: timeoutMs,
    perMessageDeflate: false,
    rejectUnauthorized: tls?.allowInsecure !== true,
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(tls?.verifyHostname === false ? { checkServerIdentity: () => undefined } : {}),
    ...(authentication.type === "tls"
      ? { cert: authentication.certificate, key: authentication.privateKey }
      : {}),
  });
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      socket.terminate();
      reject(signal.reason as Error);
    };
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", onAbort);
      act();
    };
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("open", () => {
      socket.pause();
      settle(() => resolve(socket));
    });
    socket.on("error", (error) =>
      settle(() => reject(translateSocketError(new URL(address).host, error) as Error)),
    );
    socket.once("unexpected-response", (_, response) => {
      void reasonOf(response).then((reason) => {
        settle(() => reject(refusedOpening(response.statusCode ?? 0, reason, { topic, what })));
        socket.terminate();
      });
    });
    if (signal.aborted) onAbort();
  });
}

async function reasonOf(response: HttpResponse): Promise<string> {
  let body = "";
  try {
    for await (const chunk of response) {
      body += String(chunk);
      if (body.length > longestReasonBytes) break;
    }
  } catch {
    return ""; // the status says enough
  }
  const text = /<title>([\s\S]*?)<\/title>/.exec(body)?.[1] ?? "";
  return text
    .replace(/^Error \d+ /, "")
    .replace(/\s+/g, " ")
    .trim();
}
