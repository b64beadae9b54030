import { describe, expect, it } from "vitest";
import { AuthError, ConfigError, RowRefusedError, TransientError } from "../errors";
import { errnoOf, refusalOf, ServerError, translateMySqlError } from "./errors";

const scene = { doing: "Reading shop.users", server: "db:3306", database: "shop", username: "reader" };
const server = (errno: number, message = "It says so") => new ServerError(message, errno, "HY000");
const withCode = (code: string, message = code) => Object.assign(new Error(message), { code });

describe("what the server answers becomes an error of the SDK", () => {
  it.each([
    [1045, AuthError, /Check the user name "reader"/],
    [1142, AuthError, /Grant the user "reader"/],
    [1049, ConfigError, /database name "shop"/],
    [1146, ConfigError, /refresh the schema/],
    [1205, TransientError, /lock/],
    [1213, TransientError, /tried again/],
    [1290, ConfigError, /replica/],
    [1317, TransientError, /tried again/],
    [1040, TransientError, /short of/],
    [1153, ConfigError, /max_allowed_packet/],
    [4025, ConfigError, /constraint/],
  ])("%i", (errno, kind, says) => {
    const translated = translateMySqlError(server(errno), scene);
    expect(translated).toBeInstanceOf(kind);
    expect(translated.message).toMatch(says);
    expect(translated.message).toContain(`It says so (${errno})`);
    expect(errnoOf(translated)).toBe(errno);
  });

  it("names the statement to run where rights are missing", () => {
    const grant = "GRANT SELECT ON `shop`.* TO 'reader'@'%'";
    expect(translateMySqlError(server(1142), { ...scene, grant }).message).toContain(grant);
  });
});

describe("what the network or TLS answers becomes an error of the SDK", () => {
  it.each([
    [withCode("ECONNREFUSED"), TransientError, /Nothing accepts connections at db:3306/],
    [withCode("ENOTFOUND"), ConfigError, /No machine of this name/],
    [withCode("PROTOCOL_CONNECTION_LOST"), TransientError, /connection was lost/],
    [withCode("HANDSHAKE_NO_SSL_SUPPORT"), ConfigError, /does not offer/],
    [withCode("HANDSHAKE_SSL_ERROR", "self-signed certificate"), ConfigError, /not from the given authority/],
    [withCode("HANDSHAKE_SSL_ERROR", "certificate has expired"), ConfigError, /has expired/],
    [
      withCode("HANDSHAKE_SSL_ERROR", "Hostname/IP does not match certificate's altnames"),
      ConfigError,
      /another host/,
    ],
    [withCode("HANDSHAKE_SSL_ERROR", "wrong version number"), ConfigError, /handshake failed/],
    [withCode("ERR_OSSL_PEM_NO_START_LINE"), ConfigError, /PEM/],
    [new Error("Can't add new command when connection is in closed state"), TransientError, /lost/],
  ])("%s", (error, kind, says) => {
    const translated = translateMySqlError(error, scene);
    expect(translated).toBeInstanceOf(kind);
    expect(translated.message).toMatch(says);
  });
});

describe("what the server refuses for what a row holds is told apart", () => {
  it.each([
    [new ServerError("Column 'name' cannot be null", 1048, "23000"), "name"],
    [new ServerError("Duplicate entry '1' for key 'id'", 1062, "23000"), null],
    [new ServerError("CONSTRAINT `small` failed for `shop`.`users`", 4025, "23000"), null],
    [new ServerError("Check constraint 'small' is violated.", 3819, "HY000"), null],
    [
      new ServerError("Incorrect integer value: 'x' for column `shop`.`users`.`age` at row 1", 1366, "22007"),
      "age",
    ],
    [new ServerError("Table has no partition for value 7", 1526, "HY000"), null],
    [new ServerError("not on Sundays", 30001, "45000"), null],
  ])("%s", (error, column) => {
    const refusal = refusalOf(translateMySqlError(error, scene));
    expect(refusal).toMatchObject({ reason: `${error.message} (${error.errno})`, column });
    expect(refusal?.error).toBeInstanceOf(RowRefusedError);
  });

  it.each([
    server(1205),
    server(1146),
    server(1045),
    withCode("ECONNRESET"),
    new Error("no answer of the server"),
  ])("from %s, which is about something else", (error) => {
    expect(refusalOf(translateMySqlError(error, scene))).toBeNull();
  });
});

it("leaves alone what it does not know: that is a bug, and is shown as one", () => {
  const bug = new TypeError("undefined is not a function");
  expect(translateMySqlError(bug, scene)).toBe(bug);
  const known = new ConfigError("as it is");
  expect(translateMySqlError(known, scene)).toBe(known);
  expect(translateMySqlError("thrown text", scene).message).toBe("thrown text");
});
