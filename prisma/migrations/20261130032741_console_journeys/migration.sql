-- CreateEnum
CREATE TYPE "channel_kind" AS ENUM ('webhook', 'email', 'slack');

-- CreateEnum
CREATE TYPE "delivery_status" AS ENUM ('pending', 'delivered', 'failed');

-- CreateEnum
CREATE TYPE "slice_outcome" AS ENUM ('moved', 'complete', 'failed', 'cancelled');

-- AlterEnum
ALTER TYPE "role" RENAME VALUE 'reader' TO 'viewer';

-- AlterEnum
ALTER TYPE "role" ADD VALUE 'admin' AFTER 'owner';

-- AlterEnum
ALTER TYPE "run_trigger" ADD VALUE 'connection';

-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "follows_id" UUID,
ADD COLUMN     "muted_events" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "destination" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "member" ADD COLUMN     "hides_onboarding" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "joined_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "schema_changes" JSONB;

-- AlterTable
ALTER TABLE "source" ADD COLUMN     "revision" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "policies_revision" INTEGER NOT NULL DEFAULT 1;

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "email" TEXT,
    "role" "role" NOT NULL,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "accepted_at" TIMESTAMPTZ(6),
    "accepted_by" UUID,
    "revoked_at" TIMESTAMPTZ(6),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_channel" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "channel_kind" NOT NULL,
    "config" JSONB NOT NULL,
    "sealed_secrets" BYTEA,
    "events" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_delivery" (
    "id" UUID NOT NULL,
    "channel_id" UUID NOT NULL,
    "occasion" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "message" JSONB NOT NULL,
    "status" "delivery_status" NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(6),

    CONSTRAINT "notification_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_slice" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "feed_index" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6) NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "outcome" "slice_outcome" NOT NULL,
    "error" TEXT,

    CONSTRAINT "run_slice_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invitation_token_hash_key" ON "invitation"("token_hash");

-- CreateIndex
CREATE INDEX "invitation_workspace_id_created_at_idx" ON "invitation"("workspace_id", "created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "notification_channel_workspace_id_name_key" ON "notification_channel"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "notification_delivery_channel_id_created_at_idx" ON "notification_delivery"("channel_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "notification_delivery_created_at_idx" ON "notification_delivery"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "notification_delivery_channel_id_occasion_key" ON "notification_delivery"("channel_id", "occasion");

-- CreateIndex
CREATE INDEX "run_slice_run_id_id_idx" ON "run_slice"("run_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_subject_id_idx" ON "audit_entry"("workspace_id", "subject", "id" DESC);

-- CreateIndex
CREATE INDEX "checkpoint_entry_at_idx" ON "checkpoint_entry" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "connection_follows_id_idx" ON "connection"("follows_id");

-- CreateIndex
CREATE INDEX "run_workspace_id_status_created_at_idx" ON "run"("workspace_id", "status", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_log_at_idx" ON "run_log" USING BRIN ("at");

-- CreateIndex
CREATE INDEX "write_decision_at_idx" ON "write_decision" USING BRIN ("at");

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_channel" ADD CONSTRAINT "notification_channel_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_delivery" ADD CONSTRAINT "notification_delivery_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "notification_channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_follows_id_fkey" FOREIGN KEY ("follows_id") REFERENCES "connection"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_slice" ADD CONSTRAINT "run_slice_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
