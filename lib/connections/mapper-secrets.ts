import type { ConfiguredStream } from "@/lib/catalog/schema";
import { InvalidInputError, type FieldIssue } from "@/lib/errors";
import { faultOfAesKey } from "@/lib/normalization/shape/encryption";
import type { Mapper, MapperSecrets } from "@/lib/normalization/shape/mappers";
import { secretMask } from "@/lib/secrets/config";
import { registerSecret } from "@/lib/secrets/redact";
import { openSecrets, sealSecrets } from "@/lib/secrets/seal";

interface Owner {
  id: string;
  workspaceId: string;
}

interface SealedStreams {
  /** With a mask where each key was. */
  streams: ConfiguredStream[];
  sealedSecrets: Uint8Array<ArrayBuffer> | null;
}

/**
 * Takes the keys out of encryption mappers and seals them. A mapper that comes with the mask keeps the key that `stored`
 * has for its id; InvalidInputError where there is none, or one that its cipher cannot use.
 */
export function sealMapperKeys(
  owner: Owner,
  streams: ConfiguredStream[],
  stored: MapperSecrets = {},
): SealedStreams {
  const secrets: Record<string, string> = {};
  const issues: FieldIssue[] = [];
  const seal = (mapper: Mapper, path: (string | number)[]): Mapper => {
    if (mapper.type !== "encryption" || mapper.mapperConfiguration.algorithm !== "AES") return mapper;
    const { key } = mapper.mapperConfiguration;
    const given = key === undefined || key === secretMask ? stored[mapper.id] : key;
    const fault = given === undefined ? "Enter the key, in hexadecimal digits." : faultOfAesKey(given);
    if (fault !== null) issues.push({ path, message: fault });
    else if (given !== undefined) {
      registerSecret(given);
      secrets[mapper.id] = given;
    }
    return { ...mapper, mapperConfiguration: { ...mapper.mapperConfiguration, key: secretMask } };
  };
  const sealed = streams.map((stream, place) =>
    stream.mappers
      ? {
          ...stream,
          mappers: stream.mappers.map((mapper, index) =>
            seal(mapper, ["streams", place, "mappers", index, "mapperConfiguration", "key"]),
          ),
        }
      : stream,
  );
  if (issues.length > 0) throw new InvalidInputError("An encryption mapper has no usable key.", issues);
  return { streams: sealed, sealedSecrets: sealSecrets(contextOf(owner), secrets) };
}

/** The keys by mapper id, for a worker and for nobody else. */
export function openMapperKeys(row: Owner & { sealedSecrets: Uint8Array | null }): MapperSecrets {
  return openSecrets(contextOf(row), row.sealedSecrets) as Record<string, string>;
}

function contextOf({ id, workspaceId }: Owner) {
  return { workspaceId, entityId: id };
}
