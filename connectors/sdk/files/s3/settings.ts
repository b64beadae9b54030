import { ConfigError } from "../../errors";

/** How a bucket is reached. Field names of connectors differ; this is what they come down to. */
export interface S3Settings {
  bucket: string;
  /** null: requests are not signed, as for public buckets. */
  credentials: { accessKeyId: string; secretAccessKey: string } | null;
  /** Of the signature; "us-east-1" where it does not matter. */
  region: string;
  /** A compatible server's address; null: Amazon's own. */
  endpoint: string | null;
  /** Names of the connector's fields, so that errors put the focus where the mistake is. */
  fields: { bucket: string; endpoint: string; key: string; region: string };
}

/**
 * The address of the bucket, ending in "/". Amazon's buckets have a host each, but for names that no certificate covers;
 * on other servers the bucket is the first part of the path, unless the endpoint's host begins with its name.
 */
export function bucketAddress({ bucket, region, endpoint, fields }: S3Settings): URL {
  if (!/^[a-z0-9A-Z][a-zA-Z0-9._-]{1,254}$/.test(bucket)) {
    throw new ConfigError(
      `${JSON.stringify(bucket)} is not the name of a bucket. Give the name alone, without s3:// and without a folder.`,
      { field: [fields.bucket] },
    );
  }
  if (endpoint === null) return amazonAddress(bucket, region, fields.region);
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(endpoint) ? endpoint : `https://${endpoint}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.search !== "") {
    throw new ConfigError(
      `The endpoint ${JSON.stringify(endpoint.replace(/\/\/[^/@]*@/, "//"))} is not an address such as https://s3.example.com, without user and query.`,
      { field: [fields.endpoint] },
    );
  }
  const base = url.href.replace(/\/*$/, "/");
  return url.hostname.startsWith(`${bucket.toLowerCase()}.`) ? new URL(base) : new URL(`${base}${bucket}/`);
}

function amazonAddress(bucket: string, region: string, field: string): URL {
  if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) {
    throw new ConfigError(
      `${JSON.stringify(region)} is not one of Amazon's regions, such as us-east-1. For another server give its endpoint.`,
      { field: [field] },
    );
  }
  const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const hasHost = /^[a-z0-9-]+$/.test(bucket);
  return new URL(
    hasHost ? `https://${bucket}.s3.${region}.${domain}/` : `https://s3.${region}.${domain}/${bucket}/`,
  );
}
