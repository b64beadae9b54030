export type FoundKind = "connection" | "source" | "destination";

/** Something of the workspace, by its name. */
export interface Found {
  kind: FoundKind;
  id: string;
  name: string;
  /** Connector id of an end; null for connections. */
  connector: string | null;
  /** Of connections: whether the one who searches may sync it now. */
  canSync: boolean;
}
