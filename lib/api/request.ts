import { AppError } from "@/lib/errors";
import { ProblemError } from "./problem";

const maxBodyBytes = 10 * 1024 * 1024;

/** The query as an object: a name that is given more than once is a list. */
export function readQuery(url: string): Record<string, string | string[]> {
  const { searchParams } = new URL(url);
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const values = searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** The body: JSON, or a form where the route takes forms and the request says that it is one. Undefined where empty. */
export async function readBody(request: Request, takesForms: boolean): Promise<unknown> {
  const text = await readText(request);
  if (text.trim() === "") return undefined;
  const type = request.headers.get("content-type") ?? "";
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(type);
  if (takesForms && isForm) return Object.fromEntries(new URLSearchParams(text));
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new AppError("bad_request", "The body is not valid JSON.", { cause });
  }
}

async function readText(request: Request): Promise<string> {
  if (!request.body) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength;
    if (size > maxBodyBytes) {
      await reader.cancel();
      throw new ProblemError("bad_request", `The body is larger than ${maxBodyBytes / 1024 / 1024} MB.`, {
        status: 413,
        type: "about:blank",
        title: "content-too-large",
      });
    }
    chunks.push(chunk.value);
  }
  return Buffer.concat(chunks).toString();
}
