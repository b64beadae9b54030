import { execFileSync } from "node:child_process";
import path from "node:path";
import { mintToken } from "./tokens";

export interface BrokerPorts {
  broker: number;
  brokerTls: number;
  web: number;
}

export interface BrokerIdentity {
  ports: BrokerPorts;
  tokenSecret: Buffer;
  basic: { username: string; password: string };
  /** PEM files: the authority, and what it issued to the broker. */
  files: { authority: string; certificate: string; key: string };
}

/** Whose rights are not looked at. */
export const superUser = "admin";

/**
 * A standalone broker's configuration file: loopback only, authentication by token, password and client certificate,
 * authorization, transactions, WebSocket. Topics that nobody uses stay, since tests read without a subscription.
 */
export function brokerSettings(identity: BrokerIdentity, more: Record<string, string>): string {
  const settings = { ...common, ...portSettings(identity), ...authentication(identity), ...more };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

const common = {
  clusterName: "standalone",
  // The command line names the folder of the metadata.
  metadataStoreUrl: "",
  configurationMetadataStoreUrl: "",
  bindAddress: "127.0.0.1",
  advertisedAddress: "localhost",
  allowLoopback: "true",
  managedLedgerDefaultEnsembleSize: "1",
  managedLedgerDefaultWriteQuorum: "1",
  managedLedgerDefaultAckQuorum: "1",
  webSocketServiceEnabled: "true",
  transactionCoordinatorEnabled: "true",
  systemTopicEnabled: "true",
  topicLevelPoliciesEnabled: "true",
  brokerDeleteInactiveTopicsEnabled: "false",
  forceDeleteNamespaceAllowed: "true",
  // As in the settings that Pulsar ships: what a message of the largest size comes to as an entry. A bookie that takes
  // less is looked for a replacement, endlessly.
  nettyMaxFrameSizeBytes: String(5 * 1024 * 1024 + 10 * 1024),
  managedLedgerCacheSizeMB: "32",
  numHttpServerThreads: "8",
  loadBalancerEnabled: "false",
};

function portSettings({ ports, files }: BrokerIdentity): Record<string, string> {
  return {
    brokerServicePort: String(ports.broker),
    brokerServicePortTls: String(ports.brokerTls),
    webServicePort: String(ports.web),
    webServiceTlsProvider: "",
    tlsCertificateFilePath: files.certificate,
    tlsKeyFilePath: files.key,
    tlsTrustCertsFilePath: files.authority,
    tlsRequireTrustedClientCertOnConnect: "false",
  };
}

function authentication({ tokenSecret, basic }: BrokerIdentity): Record<string, string> {
  const providers = ["Token", "Tls", "Basic"].map(
    (one) => `${plugins}broker.authentication.AuthenticationProvider${one}`,
  );
  const users = `${basic.username}:${hashPassword(basic.password)}\n`;
  return {
    authenticationEnabled: "true",
    authorizationEnabled: "true",
    authenticationProviders: providers.join(","),
    tokenSecretKey: `data:;base64,${tokenSecret.toString("base64")}`,
    basicAuthConf: `data:;base64,${Buffer.from(users).toString("base64")}`,
    superUserRoles: superUser,
    // How soon an expired token is challenged; the default is a minute.
    authenticationRefreshCheckSeconds: "2",
    brokerClientAuthenticationPlugin: `${plugins}client.impl.auth.AuthenticationToken`,
    brokerClientAuthenticationParameters: JSON.stringify({ token: mintToken(tokenSecret, superUser) }),
  };
}

const plugins = "org.apache.pulsar.";

/** As an .htpasswd file has it. */
function hashPassword(password: string): string {
  return execFileSync("openssl", ["passwd", "-apr1", "-stdin"], { input: password }).toString().trim();
}

/** The command line of a standalone broker with what it needs of the JVM: closed parts opened, and little memory. */
export function brokerCommand(classPath: string, folder: string, isNew: boolean): string[] {
  return [
    ...["-Xms128m", "-Xmx512m", "-XX:MaxDirectMemorySize=256m"],
    ...["-Djava.net.preferIPv4Stack=true", "-Dio.netty.tryReflectionSetAccessible=true"],
    ...openedPackages.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
    `-Dbookkeeper.metadata.bookie.drivers=${plugins}metadata.bookkeeper.PulsarMetadataBookieDriver`,
    `-Dbookkeeper.metadata.client.drivers=${plugins}metadata.bookkeeper.PulsarMetadataClientDriver`,
    ...["-cp", classPath, `${plugins}PulsarStandaloneStarter`],
    ...["--config", path.join(folder, "broker.conf")],
    ...["--metadata-dir", path.join(folder, "metadata"), "--bookkeeper-dir", path.join(folder, "ledgers")],
    // Neither functions nor the stream storage.
    ...["-nfw", "-nss"],
    ...(isNew ? ["--wipe-data"] : []),
  ];
}

const openedPackages = [
  "java.base/java.io",
  "java.base/java.nio",
  "java.base/java.util.zip",
  "java.base/jdk.internal.misc",
  "java.base/jdk.internal.platform",
  "java.base/sun.net",
  "java.management/sun.management",
  "jdk.management/com.sun.management.internal",
];
