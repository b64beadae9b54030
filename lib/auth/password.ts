import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

/** 32 MB and about 0.1 s per guess: one of the equivalent settings of the OWASP password storage cheat sheet. */
const current = { logN: 15, r: 8, p: 3 };
const saltBytes = 16;
const hashBytes = 32;

/** "$scrypt$ln=15,r=8,p=3$salt$hash": the parameters travel with the hash, so that they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(password, salt, current);
  const { logN, r, p } = current;
  return `$scrypt$ln=${logN},r=${r},p=${p}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

/**
 * Whether the password is the one that was hashed. Without a stored hash the same work is done and the answer is
 * no, so that time does not tell which accounts exist.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const parts = stored === undefined ? undefined : parse(stored);
  const expected = parts?.hash ?? Buffer.alloc(hashBytes);
  const actual = await derive(password, parts?.salt ?? Buffer.alloc(saltBytes), parts?.cost ?? current);
  return timingSafeEqual(actual, expected) && parts !== undefined;
}

interface Cost {
  logN: number;
  r: number;
  p: number;
}

function parse(stored: string): { cost: Cost; salt: Buffer; hash: Buffer } {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored);
  const hash = Buffer.from(match?.[5] ?? "", "base64");
  if (!match || hash.length !== hashBytes) throw new Error("A stored password hash has an unknown form.");
  const cost = { logN: Number(match[1]), r: Number(match[2]), p: Number(match[3]) };
  return { cost, salt: Buffer.from(match[4] ?? "", "base64"), hash };
}

function derive(password: string, salt: Buffer, { logN, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** logN;
  const options: ScryptOptions = { N, r, p, maxmem: 128 * r * (N + p) * 2 };
  return new Promise((resolve, reject) => {
    // The same password typed on two systems may come in two forms of the same characters.
    scrypt(password.normalize("NFKC"), salt, hashBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
