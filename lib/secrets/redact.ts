const MASK = "***";
/** Shorter values would mask half of every text; the spec refuses secrets this short where it can. */
const minSecretLength = 4;
/** A shorter line of a key or certificate says too little to be worth masking everywhere. */
const minLineLength = 16;

interface Known {
  texts: Set<string>;
  /** The same, longest first: a secret that is part of another must not be cut out of it. */
  sorted: string[] | undefined;
}

/** Next loads this module more than once in a process; what must not be seen is one set. */
const holder = globalThis as typeof globalThis & { sluiceKnownSecrets?: Known };

/**
 * From now on `secret` is masked in every text that passes `redactText`: as it is, JSON-escaped, URL-encoded, in
 * base64 at any place (so also within "user:password" of a Basic header), and line by line.
 */
export function registerSecret(secret: string): void {
  if (secret.length < minSecretLength) return;
  const known = knownSecrets();
  const before = known.texts.size;
  for (const text of [secret, ...longLines(secret)]) {
    for (const form of formsOf(text)) known.texts.add(form);
  }
  if (known.texts.size !== before) known.sorted = undefined;
}

/** For tests: nothing is masked any more. */
export function forgetSecrets(): void {
  holder.sluiceKnownSecrets = undefined;
}

export function redactText(text: string): string {
  const known = knownSecrets();
  known.sorted ??= [...known.texts].sort((a, b) => b.length - a.length);
  let result = text;
  for (const secret of known.sorted) {
    if (result.includes(secret)) result = result.replaceAll(secret, MASK);
  }
  return result;
}

function knownSecrets(): Known {
  holder.sluiceKnownSecrets ??= { texts: new Set(), sorted: undefined };
  return holder.sluiceKnownSecrets;
}

function longLines(secret: string): string[] {
  const lines = secret.split(/\r?\n|\\n/);
  return lines.length === 1 ? [] : lines.filter((line) => line.length >= minLineLength);
}

function formsOf(secret: string): string[] {
  const jsonEscaped = JSON.stringify(secret).slice(1, -1);
  return [secret, jsonEscaped, encodeURIComponent(secret.toWellFormed()), ...base64Forms(secret)];
}

/** The characters that stand for `secret` whatever the number of bytes before it, in both alphabets. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const whole = [bytes.toString("base64"), bytes.toString("base64url")];
  const inside = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64url");
    // The first characters also hold bits of what stands before, the last of what comes after.
    const head = Math.ceil((shift * 8) / 6);
    const tail = (shift + bytes.length) % 3 === 0 ? 0 : 1;
    return encoded.slice(head, encoded.length - tail);
  });
  const standard = inside.map((text) => text.replaceAll("-", "+").replaceAll("_", "/"));
  return [...whole, ...inside, ...standard].filter((text) => text.length >= 8);
}
