import { Buffer } from "node:buffer";
import {
  constants,
  createCipheriv,
  createPublicKey,
  publicEncrypt,
  type CipherGCM,
  type KeyObject,
} from "node:crypto";
import type { Value } from "@/connectors/sdk";
import { Misfit } from "@/connectors/sdk/json-values/misfit";
import { mapperError, type MapperPlace } from "./mapper-error";
import type { Mapper, MapperSecrets } from "./mappers";
import { createRandomSource } from "./random-bytes";
import { valueText } from "./value-text";

type Configuration = Extract<Mapper, { type: "encryption" }>["mapperConfiguration"];
type Aes = Extract<Configuration, { algorithm: "AES" }>;
type Encrypt = (value: Exclude<Value, null>) => Value | Misfit;

/** Airbyte's word for what a mapper could not do. The value itself is never told: it was to be hidden. */
const code = "PLATFORM_SERIALIZATION_ERROR";
const blockSize = 16;
const gcmNonceSize = 12;
/** What RSA needs around a message with the padding of PKCS#1 v1.5. */
const pkcs1Overhead = 11;
const keySizes = [16, 24, 32];

/**
 * ConfigError for what is wrong whatever the key is. `mayFail`: there are values that it cannot encrypt.
 * Without padding CBC and ECB take whole blocks only; CTR and GCM know no padding, in Java either.
 */
export function checkEncryption(configuration: Configuration, place: MapperPlace): { mayFail: boolean } {
  if (configuration.algorithm === "RSA") {
    readPublicKey(configuration.publicKey, place);
    return { mayFail: true };
  }
  const { mode, padding } = configuration;
  if (padding === "PKCS5Padding" && (mode === "CTR" || mode === "GCM")) {
    throw mapperError(place, `AES in ${mode} mode has no padding. Choose NoPadding.`);
  }
  return { mayFail: needsBlocks(mode) && padding === "NoPadding" };
}

/**
 * Encrypts a value's text (UTF-8) into lower hexadecimal digits, in the forms of Airbyte's mapper: RSA with the padding of
 * PKCS#1 v1.5; AES with a fresh IV of 16 bytes in front. The two modes in which Airbyte encrypts nothing are as usual:
 * GCM has a nonce of 12 bytes in front and the tag of 16 behind, ECB has no IV.
 * What cannot be encrypted is null, with a reason.
 */
export function createEncrypter(
  configuration: Configuration,
  place: MapperPlace,
  secrets: MapperSecrets,
): Encrypt {
  return configuration.algorithm === "RSA"
    ? rsaEncrypter(readPublicKey(configuration.publicKey, place))
    : aesEncrypter(configuration, readKey(secrets[place.mapper.id], place));
}

function aesEncrypter({ mode, padding }: Aes, key: Buffer): Encrypt {
  const algorithm = `aes-${key.length * 8}-${mode.toLowerCase()}`;
  const ivSize = mode === "ECB" ? 0 : mode === "GCM" ? gcmNonceSize : blockSize;
  const drawIv = createRandomSource(ivSize);
  const isPadded = padding === "PKCS5Padding";
  return (value) => {
    const plain = Buffer.from(valueText(value));
    if (!isPadded && needsBlocks(mode) && plain.length % blockSize !== 0) {
      return new Misfit(
        null,
        `${code}: AES in ${mode} mode without padding takes whole blocks of ${blockSize} bytes; this value has ${plain.length} bytes`,
      );
    }
    const iv = drawIv();
    const cipher = createCipheriv(algorithm, key, ivSize === 0 ? null : iv);
    // The modes that stream do not pad by themselves; Java pads them where it is asked to.
    cipher.setAutoPadding(false);
    const encrypted = cipher.update(isPadded ? pad(plain) : plain, undefined, "hex") + cipher.final("hex");
    const tag = mode === "GCM" ? (cipher as CipherGCM).getAuthTag().toString("hex") : "";
    return Buffer.from(iv).toString("hex") + encrypted + tag;
  };
}

function rsaEncrypter(key: KeyObject): Encrypt {
  const longest = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8 - pkcs1Overhead;
  return (value) => {
    const plain = Buffer.from(valueText(value));
    if (plain.length > longest) {
      return new Misfit(
        null,
        `${code}: this RSA key takes ${longest} bytes at most; this value has ${plain.length}`,
      );
    }
    return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, plain).toString("hex");
  };
}

function readKey(hex: string | undefined, place: MapperPlace): Buffer {
  if (hex === undefined) throw mapperError(place, "it has no key. Enter one, in hexadecimal digits.");
  const fault = faultOfAesKey(hex);
  if (fault !== null) throw mapperError(place, fault);
  return Buffer.from(hex, "hex");
}

/** What is wrong with a key of AES, without telling it; null: nothing. */
export function faultOfAesKey(hex: string): string | null {
  const { length } = Buffer.from(hex, "hex");
  if (length * 2 === hex.length && keySizes.includes(length)) return null;
  const sizes = keySizes.map((size) => size * 2).join(", ");
  return `its key has ${hex.length} characters; AES takes ${sizes} hexadecimal digits. Enter another.`;
}

function readPublicKey(text: string, place: MapperPlace): KeyObject {
  const wrong =
    'its public key is none that RSA can use. Give an X.509 public key in hexadecimal digits or base64: "openssl rsa -pubout -outform DER" writes one.';
  let key: KeyObject;
  try {
    key = createPublicKey({ key: derOf(text), format: "der", type: "spki" });
  } catch (error) {
    throw mapperError(place, wrong, error);
  }
  if (key.asymmetricKeyType !== "rsa") throw mapperError(place, wrong);
  return key;
}

/** Hexadecimal, base64, or base64 between the lines of PEM. */
function derOf(text: string): Buffer {
  const bare = text.replace(/-----[A-Z ]+-----/g, "").replace(/\s/g, "");
  return Buffer.from(bare, /^[0-9a-f]+$/i.test(bare) ? "hex" : "base64");
}

function needsBlocks(mode: Aes["mode"]): boolean {
  return mode === "CBC" || mode === "ECB";
}

/** As PKCS#7 has it: always at least one byte, each saying how many there are. */
function pad(plain: Buffer): Buffer {
  const missing = blockSize - (plain.length % blockSize);
  return Buffer.concat([plain, Buffer.alloc(missing, missing)]);
}
