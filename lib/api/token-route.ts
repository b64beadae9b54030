import { z } from "zod";
import { verifyClient } from "@/lib/applications/verify-client";
import { clientAddress } from "@/lib/auth/client-address";
import { AppError } from "@/lib/errors";
import { basicCredentials } from "./authenticate";
import { route } from "./route";
import { issueToken, tokenLifetimeSeconds } from "./token";

const grantType = z.string().optional();

const tokenRequest = z.object({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
  grant_type: grantType,
  "grant-type": grantType,
});

const tokenResponse = z.object({
  access_token: z.string(),
  // Clients compare it case-sensitively, and take it for expired at once without a lifetime.
  token_type: z.literal("Bearer"),
  expires_in: z.int(),
});

/** Client id and secret for an access token; mounted under every path that clients of Airbyte ask. */
export const POST = route({
  summary: "Get an access token",
  operationId: "createAccessToken",
  tags: ["public_applications", "Applications"],
  auth: "none",
  body: tokenRequest.optional(),
  takesForms: true,
  response: tokenResponse,
  async run(_scope, { body = {} }, { headers }) {
    const wantedGrant = body.grant_type || body["grant-type"] || "client_credentials";
    if (wantedGrant !== "client_credentials") {
      throw new AppError(
        "bad_request",
        `The grant type is "${wantedGrant}" instead of "client_credentials".`,
      );
    }
    const { client_id: clientId, client_secret: clientSecret } = body;
    const credentials = clientId && clientSecret ? { clientId, clientSecret } : basicCredentials(headers);
    if (!credentials) {
      throw new AppError(
        "unauthenticated",
        "Send client_id and client_secret, in the body or as Basic header.",
      );
    }
    const { applicationId } = await verifyClient(credentials, clientAddress(headers));
    return {
      access_token: issueToken(applicationId),
      token_type: "Bearer" as const,
      expires_in: tokenLifetimeSeconds,
    };
  },
});
