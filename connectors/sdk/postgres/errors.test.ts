import { describe, expect, it } from "vitest";
import { ConfigError, ConnectorError, RowRefusedError } from "../errors";
import { refusalOf, type Scene, translatePostgresError } from "./errors";

const scene: Scene = {
  doing: 'Reading "shop"."orders"',
  server: "db.example:5432",
  database: "shop",
  username: "reader",
};

const coded = (code: string, message = "it said so") => Object.assign(new Error(message), { code });
const kindOf = (error: unknown, more: Partial<Scene> = {}) => {
  const translated = translatePostgresError(error, { ...scene, ...more });
  return translated instanceof ConnectorError ? translated.kind : "bug";
};

describe("errors of PostgreSQL", () => {
  it("keep what OpenSSL says, without its addresses and files", () => {
    const said =
      "80CCA772817F0000:error:0A000418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca:../deps/openssl/rec_layer_s3.c:1601:SSL alert number 48";
    const { message } = translatePostgresError(coded("ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", said), scene);
    expect(message).toMatch(/failed: tlsv1 alert unknown ca \(ERR_SSL_TLSV1_ALERT_UNKNOWN_CA\)\. /);
  });

  it.each([
    ["ENOTFOUND", "config"],
    ["EAI_AGAIN", "transient"],
    ["ECONNREFUSED", "transient"],
    ["ECONNRESET", "transient"],
    ["ERR_STREAM_DESTROYED", "transient"],
    ["28P01", "auth"],
    ["28000", "auth"],
    ["3D000", "config"],
    ["42501", "auth"],
    ["42P01", "config"],
    ["42703", "config"],
    ["25006", "config"],
    ["08006", "transient"],
    ["40001", "transient"],
    ["40P01", "transient"],
    ["53100", "transient"],
    ["53300", "transient"],
    ["55P03", "transient"],
    ["57014", "transient"],
    ["57P01", "transient"],
    ["57P03", "transient"],
    ["22012", "config"],
    ["23505", "config"],
    ["SELF_SIGNED_CERT_IN_CHAIN", "config"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "config"],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "config"],
    ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "auth"],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "auth"],
    ["ERR_OSSL_BAD_DECRYPT", "config"],
    ["ERR_OSSL_PEM_NO_START_LINE", "config"],
    ["42601", "bug"],
    ["XX000", "bug"],
  ])("%s is %s", (code, kind) => {
    expect(kindOf(coded(code))).toBe(kind);
  });

  it.each([
    ["unsupported startup parameter: search_path", "config", /ignore_startup_parameters/],
    ["no such database: shop", "config", /"shop"/],
    ["password authentication failed", "auth", /"reader"/],
    ["query_wait_timeout", "transient", /tried again/],
  ])('of a pooler are told apart by their words: "%s" is %s', (said, kind, says) => {
    expect(kindOf(coded("08P01", said))).toBe(kind);
    expect(translatePostgresError(coded("08P01", said), scene).message).toMatch(says);
  });

  it.each([
    ["Connection terminated unexpectedly", "transient"],
    ["Client has encountered a connection error and is not queryable", "transient"],
    ["timeout expired", "transient"],
    ["The server does not support SSL connections", "config"],
    ["SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a non-empty string", "auth"],
    ["Cannot read properties of undefined", "bug"],
  ])('"%s" is %s', (message, kind) => {
    expect(kindOf(new Error(message))).toBe(kind);
  });

  it("say what was done, what the server said, and what to do", () => {
    const missing = translatePostgresError(coded("42703", 'column "note" does not exist'), scene);
    expect(missing.message).toMatch(
      /^Reading "shop"."orders" failed: column "note" does not exist \(42703\)\. .*refresh the schema/,
    );
    expect(missing.cause).toMatchObject({ code: "42703" });
  });

  it("name the statement that grants what is missing", () => {
    const grant = 'GRANT SELECT ON "shop"."orders" TO "reader"';
    expect(translatePostgresError(coded("42501"), { ...scene, grant }).message).toContain(grant);
    expect(translatePostgresError(coded("42501"), scene).message).toContain('"reader"');
  });

  it("tell a server that wants TLS from one that knows no such user", () => {
    const tls = translatePostgresError(
      coded("28000", 'no pg_hba.conf entry for host "1.2.3.4", no encryption'),
      scene,
    );
    expect(tls).toMatchObject({ kind: "config", field: ["ssl_mode"] });
    expect(translatePostgresError(coded("28000", 'role "reader" does not exist'), scene)).toMatchObject({
      kind: "auth",
      field: ["username"],
    });
  });

  it("tell a standby from what the server cannot do", () => {
    const standby = coded("0A000", "cannot set transaction read-write mode during recovery");
    expect(translatePostgresError(standby, scene).message).toMatch(/Connect to the primary/);
  });

  it.each(["22003", "22021", "23502", "23503", "23505", "23514", "54000", "P0001"])(
    "with %s are about a row, while rows are written",
    (code) => {
      const refusal = refusalOf(translatePostgresError(coded(code), scene));
      expect(refusal?.error).toBeInstanceOf(RowRefusedError);
      expect(refusal?.reason).toContain(`(${code})`);
    },
  );

  it.each(["22P03", "22P04"])(
    "bytes of our own making that it cannot read (%s) are nobody's to mend",
    (code) => {
      const error = translatePostgresError(coded(code), scene);
      expect(error).not.toBeInstanceOf(ConnectorError);
      expect(error.message).toMatch(/failed: .* \(22P0[34]\)\. What was sent is damaged/);
    },
  );

  it.each(["22P03", "22P04", "42501", "40001", "XX000", "ECONNRESET"])(
    "with %s are not about a row",
    (code) => {
      expect(refusalOf(translatePostgresError(coded(code), scene))).toBeNull();
    },
  );

  it("name the key that is there already, but do not repeat the row", () => {
    const unique = Object.assign(coded("23505"), { detail: "Key (id)=(1) already exists." });
    expect(refusalOf(translatePostgresError(unique, scene))?.reason).toContain("(id)=(1)");
    const missing = Object.assign(coded("23502"), {
      detail: "Failing row contains (secret).",
      column: "name",
    });
    const refusal = refusalOf(translatePostgresError(missing, scene));
    expect(refusal).toMatchObject({ column: "name" });
    expect(refusal?.reason).not.toContain("secret");
  });

  it("that are the SDK's own already stay as they are", () => {
    const own = new ConfigError("mine");
    expect(translatePostgresError(own, scene)).toBe(own);
  });
});
