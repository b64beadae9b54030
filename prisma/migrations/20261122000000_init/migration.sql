-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "role" AS ENUM ('owner', 'editor', 'reader');

-- CreateEnum
CREATE TYPE "connection_status" AS ENUM ('active', 'inactive');

-- CreateEnum
CREATE TYPE "normalization" AS ENUM ('raw', 'basic');

-- CreateEnum
CREATE TYPE "namespace_definition" AS ENUM ('source', 'destination', 'custom_format');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('queued', 'running', 'succeeded', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "run_trigger" AS ENUM ('manual', 'schedule', 'api', 'demo');

-- CreateEnum
CREATE TYPE "stream_phase" AS ENUM ('waiting', 'reading', 'finishing', 'verifying', 'done', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "workspace" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workspace_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "session_epoch" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "role" NOT NULL,

    CONSTRAINT "member_pkey" PRIMARY KEY ("workspace_id","user_id")
);

-- CreateTable
CREATE TABLE "sign_in_attempt" (
    "subject" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "first_failure" TIMESTAMPTZ(6) NOT NULL,
    "locked_until" TIMESTAMPTZ(6),

    CONSTRAINT "sign_in_attempt_pkey" PRIMARY KEY ("subject")
);

-- CreateTable
CREATE TABLE "setup_link" (
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "used_at" TIMESTAMPTZ(6),

    CONSTRAINT "setup_link_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "application" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "application_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "sealed_secrets" BYTEA,
    "checked_at" TIMESTAMPTZ(6),
    "check_error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "source_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "source_catalog" (
    "source_id" UUID NOT NULL,
    "streams" JSONB NOT NULL,
    "discovered_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "source_catalog_pkey" PRIMARY KEY ("source_id")
);

-- CreateTable
CREATE TABLE "destination" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "connector" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "sealed_secrets" BYTEA,
    "checked_at" TIMESTAMPTZ(6),
    "check_error" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "destination_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "source_id" UUID NOT NULL,
    "destination_id" UUID NOT NULL,
    "status" "connection_status" NOT NULL DEFAULT 'active',
    "normalization" "normalization" NOT NULL DEFAULT 'basic',
    "namespace_definition" "namespace_definition" NOT NULL DEFAULT 'destination',
    "namespace_format" TEXT,
    "prefix" TEXT NOT NULL DEFAULT '',
    "streams" JSONB NOT NULL,
    "schedule" JSONB NOT NULL,
    "next_due_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_lease" (
    "connection_id" UUID NOT NULL,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "run_id" UUID,
    "heartbeat_at" TIMESTAMPTZ(6),

    CONSTRAINT "connection_lease_pkey" PRIMARY KEY ("connection_id")
);

-- CreateTable
CREATE TABLE "stream_generation" (
    "connection_id" UUID NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,

    CONSTRAINT "stream_generation_pkey" PRIMARY KEY ("connection_id","namespace","name")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "active_connection_id" UUID,
    "trigger" "run_trigger" NOT NULL,
    "status" "run_status" NOT NULL DEFAULT 'queued',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "plan" JSONB,
    "failure" JSONB,
    "rows_read" BIGINT NOT NULL DEFAULT 0,
    "rows_written" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_feed" (
    "run_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "stream_indexes" INTEGER[],
    "checkpoint" JSONB,
    "progress" JSONB,
    "failure" JSONB,

    CONSTRAINT "run_feed_pkey" PRIMARY KEY ("run_id","index")
);

-- CreateTable
CREATE TABLE "run_stream" (
    "run_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phase" "stream_phase" NOT NULL DEFAULT 'waiting',
    "rows_read" BIGINT NOT NULL DEFAULT 0,
    "rows_written" BIGINT NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "changed" BIGINT NOT NULL DEFAULT 0,
    "quarantined" BIGINT NOT NULL DEFAULT 0,
    "estimated_rows" BIGINT,
    "visible_rows" BIGINT,
    "superseded" BIGINT NOT NULL DEFAULT 0,
    "verified_rows" BIGINT,
    "verified" BOOLEAN,
    "error" JSONB,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "run_stream_pkey" PRIMARY KEY ("run_id","index")
);

-- CreateTable
CREATE TABLE "run_log" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "level" TEXT NOT NULL,
    "stream" TEXT,
    "message" TEXT NOT NULL,
    "facts" JSONB,

    CONSTRAINT "run_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "checkpoint_entry" (
    "id" BIGSERIAL NOT NULL,
    "connection_id" UUID NOT NULL,
    "feed_id" TEXT NOT NULL,
    "run_number" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "checkpoint" JSONB NOT NULL,

    CONSTRAINT "checkpoint_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" JSONB NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "facts" JSONB,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_executors" (
    "id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inngest_executors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_events" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "payload" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inngest_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_outbox" (
    "event_id" TEXT NOT NULL,
    "function_id" TEXT NOT NULL DEFAULT '',
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inngest_outbox_pkey" PRIMARY KEY ("event_id","function_id")
);

-- CreateTable
CREATE TABLE "inngest_runs" (
    "id" TEXT NOT NULL,
    "function_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "output" TEXT,
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "settled_steps" INTEGER NOT NULL DEFAULT 0,
    "state_bytes" INTEGER NOT NULL DEFAULT 0,
    "limit_keys" TEXT[],
    "singleton_lock" TEXT,
    "parent_run_id" TEXT,
    "parent_step_id" TEXT,

    CONSTRAINT "inngest_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_steps" (
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "position" INTEGER,
    "failed" BOOLEAN NOT NULL DEFAULT false,
    "output" TEXT,

    CONSTRAINT "inngest_steps_pkey" PRIMARY KEY ("run_id","step_id")
);

-- CreateTable
CREATE TABLE "inngest_jobs" (
    "id" BIGSERIAL NOT NULL,
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL DEFAULT '',
    "function_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "rank_at" TIMESTAMPTZ(3) NOT NULL,
    "ready_at" TIMESTAMPTZ(3),
    "limited" BOOLEAN NOT NULL,
    "limit_keys" TEXT[],
    "throttle_key" TEXT,
    "parked_on" TEXT,
    "owner" TEXT,
    "lease" INTEGER NOT NULL DEFAULT 0,
    "again" BOOLEAN NOT NULL DEFAULT false,
    "last_error" TEXT,

    CONSTRAINT "inngest_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_timers" (
    "id" BIGSERIAL NOT NULL,
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL DEFAULT '',
    "kind" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inngest_timers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_listeners" (
    "id" BIGSERIAL NOT NULL,
    "run_id" TEXT NOT NULL,
    "step_id" TEXT NOT NULL DEFAULT '',
    "event_name" TEXT NOT NULL,
    "expression" TEXT,
    "match_path" TEXT,
    "match_hash" TEXT,
    "expires_at" TIMESTAMPTZ(3),

    CONSTRAINT "inngest_listeners_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inngest_once_keys" (
    "key" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inngest_once_keys_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "inngest_throttles" (
    "key" TEXT NOT NULL,
    "idle_at" TIMESTAMPTZ(3) NOT NULL,
    "interval_ms" DOUBLE PRECISION NOT NULL,
    "burst" INTEGER NOT NULL,

    CONSTRAINT "inngest_throttles_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "inngest_crons" (
    "function_id" TEXT NOT NULL,
    "expression" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inngest_crons_pkey" PRIMARY KEY ("function_id","expression")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "member_user_id_idx" ON "member"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "application_client_id_key" ON "application"("client_id");

-- CreateIndex
CREATE INDEX "application_workspace_id_idx" ON "application"("workspace_id");

-- CreateIndex
CREATE INDEX "source_workspace_id_name_idx" ON "source"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "destination_workspace_id_name_idx" ON "destination"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "connection_workspace_id_name_idx" ON "connection"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "connection_next_due_at_idx" ON "connection"("next_due_at");

-- CreateIndex
CREATE INDEX "connection_source_id_idx" ON "connection"("source_id");

-- CreateIndex
CREATE INDEX "connection_destination_id_idx" ON "connection"("destination_id");

-- CreateIndex
CREATE UNIQUE INDEX "run_number_key" ON "run"("number");

-- CreateIndex
CREATE UNIQUE INDEX "run_active_connection_id_key" ON "run"("active_connection_id");

-- CreateIndex
CREATE INDEX "run_connection_id_created_at_idx" ON "run"("connection_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_workspace_id_created_at_idx" ON "run"("workspace_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "run_status_idx" ON "run"("status");

-- CreateIndex
CREATE INDEX "run_log_run_id_id_idx" ON "run_log"("run_id", "id");

-- CreateIndex
CREATE INDEX "checkpoint_entry_connection_id_feed_id_id_idx" ON "checkpoint_entry"("connection_id", "feed_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_workspace_id_id_idx" ON "audit_entry"("workspace_id", "id" DESC);

-- CreateIndex
CREATE INDEX "inngest_events_received_at_idx" ON "inngest_events"("received_at");

-- CreateIndex
CREATE INDEX "inngest_outbox_due_at_idx" ON "inngest_outbox"("due_at");

-- CreateIndex
CREATE UNIQUE INDEX "inngest_runs_singleton_lock_key" ON "inngest_runs"("singleton_lock");

-- CreateIndex
CREATE INDEX "inngest_runs_ended_at_idx" ON "inngest_runs"("ended_at");

-- CreateIndex
CREATE INDEX "inngest_runs_function_id_queued_at_idx" ON "inngest_runs"("function_id", "queued_at");

-- CreateIndex
CREATE INDEX "inngest_runs_event_id_idx" ON "inngest_runs"("event_id");

-- CreateIndex
CREATE INDEX "inngest_jobs_limited_ready_at_id_idx" ON "inngest_jobs"("limited", "ready_at", "id");

-- CreateIndex
CREATE INDEX "inngest_jobs_parked_on_rank_at_id_idx" ON "inngest_jobs"("parked_on", "rank_at", "id");

-- CreateIndex
CREATE INDEX "inngest_jobs_owner_idx" ON "inngest_jobs"("owner");

-- CreateIndex
CREATE UNIQUE INDEX "inngest_jobs_run_id_step_id_key" ON "inngest_jobs"("run_id", "step_id");

-- CreateIndex
CREATE INDEX "inngest_timers_due_at_idx" ON "inngest_timers"("due_at");

-- CreateIndex
CREATE INDEX "inngest_timers_run_id_step_id_idx" ON "inngest_timers"("run_id", "step_id");

-- CreateIndex
CREATE INDEX "inngest_listeners_event_name_match_path_match_hash_idx" ON "inngest_listeners"("event_name", "match_path", "match_hash");

-- CreateIndex
CREATE INDEX "inngest_listeners_run_id_step_id_idx" ON "inngest_listeners"("run_id", "step_id");

-- CreateIndex
CREATE INDEX "inngest_once_keys_expires_at_idx" ON "inngest_once_keys"("expires_at");

-- CreateIndex
CREATE INDEX "inngest_crons_next_at_idx" ON "inngest_crons"("next_at");

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "application" ADD CONSTRAINT "application_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source" ADD CONSTRAINT "source_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "source_catalog" ADD CONSTRAINT "source_catalog_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "destination" ADD CONSTRAINT "destination_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_source_id_fkey" FOREIGN KEY ("source_id") REFERENCES "source"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection" ADD CONSTRAINT "connection_destination_id_fkey" FOREIGN KEY ("destination_id") REFERENCES "destination"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connection_lease" ADD CONSTRAINT "connection_lease_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "stream_generation" ADD CONSTRAINT "stream_generation_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_feed" ADD CONSTRAINT "run_feed_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_stream" ADD CONSTRAINT "run_stream_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_log" ADD CONSTRAINT "run_log_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "checkpoint_entry" ADD CONSTRAINT "checkpoint_entry_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inngest_outbox" ADD CONSTRAINT "inngest_outbox_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "inngest_events"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inngest_runs" ADD CONSTRAINT "inngest_runs_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "inngest_events"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inngest_steps" ADD CONSTRAINT "inngest_steps_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "inngest_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inngest_jobs" ADD CONSTRAINT "inngest_jobs_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "inngest_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inngest_timers" ADD CONSTRAINT "inngest_timers_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "inngest_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "inngest_listeners" ADD CONSTRAINT "inngest_listeners_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "inngest_runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
