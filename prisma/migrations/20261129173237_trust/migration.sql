-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('sync', 'refresh', 'clear');

-- AlterEnum
ALTER TYPE "stream_phase" ADD VALUE 'held';

-- AlterTable
ALTER TABLE "connection" ADD COLUMN     "pending_change" JSONB,
ADD COLUMN     "offered_streams" JSONB,
ADD COLUMN     "policies" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "sealed_secrets" BYTEA;

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "chosen_streams" JSONB,
ADD COLUMN     "kind" "run_kind" NOT NULL DEFAULT 'sync';

-- AlterTable
ALTER TABLE "run_stream" ADD COLUMN     "deleted" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "filtered" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "held_at" TIMESTAMPTZ(6),
ADD COLUMN     "released_at" TIMESTAMPTZ(6),
ADD COLUMN     "versions" BIGINT;

-- AlterTable
ALTER TABLE "stream_generation" ADD COLUMN     "schema" JSONB;
