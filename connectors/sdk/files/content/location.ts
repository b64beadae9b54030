import type { S3Client } from "../s3/client";

/** Where a file is. Labels are what messages carry: without passwords and query strings. */
export type FileLocation = LocalLocation | HttpLocation | S3Location;

export interface LocalLocation {
  storage: "local";
  path: string;
  label: string;
}

export interface HttpLocation {
  storage: "HTTPS";
  url: string;
  authorization: string | null;
  userAgent: boolean;
  label: string;
}

export interface S3Location {
  storage: "S3";
  client: S3Client;
  key: string;
  label: string;
}
