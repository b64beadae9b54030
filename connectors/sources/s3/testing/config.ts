import type { TestBucket } from "@/tests/support/s3";
import { spec, type S3SourceConfig } from "../config";

/** A configuration for a bucket of the tests. */
export function configOf({ settings }: TestBucket, streams: object[], more: object = {}): S3SourceConfig {
  return spec.parse({
    bucket: settings.bucket,
    aws_access_key_id: settings.credentials?.accessKeyId,
    aws_secret_access_key: settings.credentials?.secretAccessKey,
    endpoint: settings.endpoint,
    streams,
    ...more,
  });
}
