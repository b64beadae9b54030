import type { RegisteredRoute } from "@/lib/api/openapi";
import { POST as createAccessToken } from "@/lib/api/token-route";
import * as applications from "./routes/applications";
import * as connections from "./routes/connections";
import * as destinations from "./routes/destinations";
import { dryRunConnection } from "./routes/dry-run";
import * as generations from "./routes/generations";
import * as governance from "./routes/governance";
import { getHealth } from "./routes/health";
import * as jobs from "./routes/jobs";
import * as samples from "./routes/samples";
import * as state from "./routes/state";
import * as sources from "./routes/sources";
import { getStreamProperties } from "./routes/streams";
import * as tokens from "./routes/tokens";
import * as workspaces from "./routes/workspaces";

/** The whole public API: what is served, and what the OpenAPI document says, follow from this table. */
export const publicRoutes: RegisteredRoute[] = [
  { path: "/health", handlers: { GET: getHealth } },
  { path: "/applications/token", handlers: { POST: createAccessToken } },
  {
    path: "/applications",
    handlers: { GET: applications.listApplications, POST: applications.createApplication },
  },
  {
    path: "/applications/{applicationId}",
    handlers: { GET: applications.getApplication, DELETE: applications.deleteApplication },
  },
  { path: "/tokens", handlers: { GET: tokens.listTokens, POST: tokens.createToken } },
  { path: "/tokens/{tokenId}", handlers: { DELETE: tokens.deleteToken } },
  { path: "/policies", handlers: { GET: governance.getPolicies, PUT: governance.putPolicies } },
  { path: "/policies/explain", handlers: { GET: governance.explainPolicies } },
  {
    path: "/members/{userId}/tags",
    handlers: { GET: governance.getMemberTags, PUT: governance.putMemberTags },
  },
  { path: "/workspaces", handlers: { GET: workspaces.listWorkspaces, POST: workspaces.createWorkspace } },
  {
    path: "/workspaces/{workspaceId}",
    handlers: {
      GET: workspaces.getWorkspace,
      PATCH: workspaces.updateWorkspace,
      DELETE: workspaces.deleteWorkspace,
    },
  },
  { path: "/sources", handlers: { GET: sources.listSources, POST: sources.createSource } },
  {
    path: "/sources/{sourceId}",
    handlers: {
      GET: sources.getSource,
      PATCH: sources.patchSource,
      PUT: sources.putSource,
      DELETE: sources.deleteSource,
    },
  },
  {
    path: "/destinations",
    handlers: { GET: destinations.listDestinations, POST: destinations.createDestination },
  },
  {
    path: "/destinations/{destinationId}",
    handlers: {
      GET: destinations.getDestination,
      PATCH: destinations.patchDestination,
      PUT: destinations.putDestination,
      DELETE: destinations.deleteDestination,
    },
  },
  {
    path: "/connections",
    handlers: { GET: connections.listConnections, POST: connections.createConnection },
  },
  {
    path: "/connections/{connectionId}",
    handlers: {
      GET: connections.getConnection,
      PATCH: connections.patchConnection,
      DELETE: connections.deleteConnection,
    },
  },
  { path: "/connections/{connectionId}/state", handlers: { GET: state.getConnectionState } },
  { path: "/connections/{connectionId}/checkpoints", handlers: { GET: state.listConnectionCheckpoints } },
  { path: "/connections/{connectionId}/rewind", handlers: { POST: state.rewindConnection } },
  { path: "/connections/{connectionId}/quarantine", handlers: { GET: state.listQuarantine } },
  { path: "/connections/{connectionId}/quarantine/discard", handlers: { POST: state.discardQuarantine } },
  { path: "/connections/{connectionId}/quarantine/replay", handlers: { POST: state.replayQuarantine } },
  { path: "/connections/{connectionId}/dry-run", handlers: { POST: dryRunConnection } },
  { path: "/connections/{connectionId}/sample", handlers: { POST: samples.sampleConnection } },
  { path: "/connections/{connectionId}/generations", handlers: { GET: generations.listStreamGenerations } },
  {
    path: "/connections/{connectionId}/generations/rollback",
    handlers: { POST: generations.rollBackStream },
  },
  { path: "/streams", handlers: { GET: getStreamProperties } },
  { path: "/jobs", handlers: { GET: jobs.listJobs, POST: jobs.createJob } },
  { path: "/jobs/{jobId}", handlers: { GET: jobs.getJob, DELETE: jobs.cancelJob } },
  { path: "/jobs/{jobId}/sample", handlers: { DELETE: samples.clearSampleOfJob } },
  { path: "/jobs/{jobId}/decision", handlers: { POST: jobs.decideJob } },
];
