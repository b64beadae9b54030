import { isIP } from "node:net";
import { createTransport } from "nodemailer";
import { env } from "@/lib/env";
import { redactText } from "@/lib/secrets/redact";
import { findAllowed, resolveHost } from "@/lib/worker/guarded-fetch";
import type { NotificationMessage } from "../message";
import { detailsOf } from "../render";
import type { EmailConfig } from "../schema";
import type { Answer } from "../view";

const timeoutMs = 10_000;

/**
 * Sends by SMTP, to an address that the rules for connectors allow; the server's certificate is judged by the name that
 * was given. A message that is sent again has the same Message-ID.
 */
export async function sendByEmail(
  config: EmailConfig,
  message: NotificationMessage,
  deliveryId: string,
): Promise<Answer> {
  const { host, port, security, from, to } = config;
  try {
    const [found] = await findAllowed(host, env().SLUICE_ALLOW_PRIVATE_NETWORK, resolveHost);
    const transport = createTransport({
      host: found?.address ?? host,
      port,
      secure: security === "tls",
      requireTLS: security === "starttls",
      ignoreTLS: security === "none",
      ...(isIP(host) ? {} : { tls: { servername: host } }),
      ...(config.user === "" ? {} : { auth: { user: config.user, pass: config.password ?? "" } }),
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const sent = await transport.sendMail({
      from,
      to,
      messageId: `<${deliveryId}@${new URL(env().publicUrl).hostname}>`,
      headers: { "Auto-Submitted": "auto-generated", "X-Sluice-Event": message.event },
      ...emailBody(message, env().publicUrl),
    });
    const refused = sent.rejected.map(String);
    const words = `The server answered ${redactText(sent.response)}.`;
    return refused.length === 0
      ? { delivered: true, words }
      : { delivered: true, words: `${words} It refused ${refused.join(", ")}.` };
  } catch (error) {
    return { delivered: false, words: failureText(config, error) };
  }
}

export function emailBody(message: NotificationMessage, publicUrl: string) {
  const { title, text, path } = message;
  const url = publicUrl + path;
  const details = detailsOf(message);
  const lines = details.map(({ label, value }) => `${label}: ${value}`);
  const rows = details.map(
    ({ label, value }) =>
      `<tr><td style="padding:2px 16px 2px 0;color:#667">${escape(label)}</td><td style="padding:2px 0">${escape(value)}</td></tr>`,
  );
  return {
    subject: title.replace(/[\r\n]+/g, " "),
    text: [text, "", url, "", ...lines, ""].join("\n"),
    html: `<div style="font:14px/1.5 system-ui,sans-serif;color:#123"><p style="margin:0 0 12px;font-weight:600">${escape(title)}</p><p style="margin:0 0 12px">${escape(text)}</p><p style="margin:0 0 16px"><a href="${escape(url)}">Open in Sluice</a></p><table style="border-collapse:collapse;font-size:13px">${rows.join("")}</table></div>`,
  };
}

/** What nodemailer's codes mean, and what to do. */
function failureText({ host, port, security }: EmailConfig, error: unknown): string {
  if (!(error instanceof Error)) return redactText(String(error));
  if ("kind" in error) return redactText(error.message);
  const where = `${host}:${port}`;
  const code = "code" in error ? String(error.code) : "";
  const answer = "response" in error && typeof error.response === "string" ? error.response : error.message;
  return redactText(adviceOf(code, { where, security, answer: answer.trim().slice(0, 300) }));
}

interface Failed {
  where: string;
  security: EmailConfig["security"];
  answer: string;
}

function adviceOf(code: string, { where, security, answer }: Failed): string {
  switch (code) {
    case "EAUTH":
      return `${where} refused the user or password: ${answer}.`;
    case "EENVELOPE":
      return `${where} refused the sender or the recipients: ${answer}.`;
    case "EMESSAGE":
      return `${where} refused the message: ${answer}.`;
    case "ETLS":
      return `${where} does not go on to TLS: ${answer}. If it speaks TLS from the first byte, choose TLS.`;
    case "ETIMEDOUT":
      return `${where} did not answer within 10 s. Check host, port and, if it speaks TLS at once, the security.`;
    case "ESOCKET":
      return security === "none"
        ? `${where} cannot be reached: ${answer}.`
        : `${where} cannot be reached, or its certificate does not hold: ${answer}.`;
    default:
      return `${where} did not take it: ${answer}.`;
  }
}

function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
