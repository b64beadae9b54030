import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { tlsOptionsOf } from "./credentials";
import { translateSocketError } from "./errors";
import { type BrokerAddress, hostAndPort } from "./service-url";
import type { ClientOptions } from "./types";

/** Between the pings of the protocol, so that a firewall does not forget an idle connection. */
const tcpKeepAliveMs = 30_000;

/**
 * A connection over TCP, encrypted where the address says so. Throws the SDK's errors, or the signal's reason. Nobody
 * listens to the socket yet: what comes in waits.
 */
export function openSocket(
  address: BrokerAddress,
  options: Pick<ClientOptions, "authentication" | "tls">,
  signal: AbortSignal,
): Promise<Socket> {
  const server = hostAndPort(address);
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { socket, ready } = begin(address, options);
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", onError).off("close", onClose).off(ready, onReady);
      act();
    };
    const fail = (error: Error) =>
      settle(() => {
        socket.on("error", () => undefined); // it has been told already
        socket.destroy();
        reject(error);
      });
    const onAbort = () => fail(signal.reason as Error);
    const onError = (error: Error) => fail(translateSocketError(server, error));
    const onClose = () => fail(translateSocketError(server, new Error("it was closed at once")));
    const onReady = () => settle(() => resolve(socket));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("error", onError).on("close", onClose).on(ready, onReady);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, tcpKeepAliveMs);
  });
}

function begin(
  address: BrokerAddress,
  options: Pick<ClientOptions, "authentication" | "tls">,
): { socket: Socket; ready: "connect" | "secureConnect" } {
  try {
    const tls = tlsOptionsOf(address, options);
    if (tls) return { socket: connectTls(tls), ready: "secureConnect" };
  } catch (error) {
    throw error instanceof Error ? translateSocketError(hostAndPort(address), error) : error; // a PEM that is none
  }
  return { socket: connectPlain({ host: address.host, port: address.port }), ready: "connect" };
}
