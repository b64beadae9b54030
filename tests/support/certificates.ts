import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface IssuedCertificate {
  certificate: string;
  key: string;
}

export interface CertificateRequest {
  commonName: string;
  /** As subjectAltName takes them: "DNS:localhost", "IP:127.0.0.1". */
  names?: string[];
  expired?: boolean;
}

/** A certificate authority for one test file, made with openssl. */
export class TestAuthority {
  private issued = 0;

  private constructor(
    private readonly folder: string,
    readonly certificate: string,
  ) {}

  static create(commonName: string): TestAuthority {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-ca-"));
    openssl(folder, [
      "req",
      "-x509",
      ...newKey("ca.key"),
      "-subj",
      `/CN=${commonName}`,
      "-days",
      "30",
      "-out",
      "ca.crt",
    ]);
    mkdirSync(path.join(folder, "new"));
    writeFileSync(path.join(folder, "index.txt"), "");
    writeFileSync(path.join(folder, "serial"), "1000\n");
    writeFileSync(path.join(folder, "ca.conf"), settings);
    return new TestAuthority(folder, readFileSync(path.join(folder, "ca.crt"), "utf8"));
  }

  issue({ commonName, names = [], expired = false }: CertificateRequest): IssuedCertificate {
    const { folder } = this;
    const name = `issued-${++this.issued}`;
    const alternatives = names.length > 0 ? ["-addext", `subjectAltName=${names.join(",")}`] : [];
    openssl(folder, [
      "req",
      "-new",
      ...newKey(`${name}.key`),
      "-subj",
      `/CN=${commonName}`,
      ...alternatives,
      "-out",
      `${name}.csr`,
    ]);
    const dates = expired
      ? ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"]
      : ["-days", "30"];
    openssl(folder, [
      "ca",
      "-batch",
      "-notext",
      "-config",
      "ca.conf",
      "-in",
      `${name}.csr`,
      "-out",
      `${name}.crt`,
      ...dates,
    ]);
    return {
      certificate: readFileSync(path.join(folder, `${name}.crt`), "utf8"),
      key: readFileSync(path.join(folder, `${name}.key`), "utf8"),
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The same key, readable with the password only. */
export function lockKey(key: string, password: string): string {
  const cipher = ["-topk8", "-v2", "aes256", "-passout", `pass:${password}`];
  return execFileSync("openssl", ["pkcs8", ...cipher], { input: key }).toString();
}

const settings = `
[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = new
certificate = ca.crt
private_key = ca.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

function newKey(file: string): string[] {
  return ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file];
}

function openssl(cwd: string, args: string[]): void {
  execFileSync("openssl", args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
}
