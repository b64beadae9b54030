import { AdminNamespaces } from "./admin-namespaces";
import { type AdminOptions, AdminRequests } from "./admin-requests";
import { AdminSchemas } from "./admin-schemas";
import { AdminTopics } from "./admin-topics";

/**
 * Pulsar's admin REST interface, as far as a connector needs it. Errors are the SDK's; AdminRefusal (a ConfigError) is what
 * is missing (404) or in the way (409). Everything may be asked again: what is there already is left as it is.
 */
export interface PulsarAdmin {
  readonly namespaces: AdminNamespaces;
  readonly topics: AdminTopics;
  readonly schemas: AdminSchemas;
}

export function createPulsarAdmin(options: AdminOptions): PulsarAdmin {
  const requests = new AdminRequests(options);
  return {
    namespaces: new AdminNamespaces(requests),
    topics: new AdminTopics(requests),
    schemas: new AdminSchemas(requests),
  };
}
