/** Python's names of encodings where the Encoding Standard has others; the rest of the names go as they are. */
const pythonNames: Record<string, string> = {
  "utf-8-sig": "utf-8",
  "utf-16": "utf-16le",
  "utf-16-le": "utf-16le",
  "utf-16-be": "utf-16be",
  "us-ascii": "utf-8",
  ascii: "utf-8",
  "latin-1": "windows-1252",
  l1: "windows-1252",
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  "mac-roman": "macintosh",
};

/** The Encoding Standard's name for an encoding as people and Python write it; null where there is none. */
export function canonicalEncoding(name: string): string | null {
  const plain = name.trim().toLowerCase().replaceAll("_", "-");
  const label = pythonNames[plain] ?? plain.replace(/^cp(125\d|866)$/, (_, page: string) => pageLabel(page));
  for (const candidate of [label, label.replaceAll("-", "_")]) {
    try {
      return new TextDecoder(candidate).encoding;
    } catch {
      continue; // not a label: the next one, or none
    }
  }
  return null;
}

export function canDecode(name: string): boolean {
  return canonicalEncoding(name) !== null;
}

/** What a byte order mark at the very start says. */
export function encodingOfMark(head: Uint8Array): { encoding: string; markBytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: "utf-8", markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: "utf-16le", markBytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: "utf-16be", markBytes: 2 };
  return null;
}

/** One byte is one character of the string that it is decoded to. */
export function isSingleByte(encoding: string): boolean {
  return /^(windows-125\d|iso-8859-\d+|macintosh|koi8-[ru]|ibm866)$/.test(encoding);
}

function pageLabel(page: string): string {
  return page === "866" ? "ibm866" : `windows-${page}`;
}
