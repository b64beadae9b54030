-- AlterTable
ALTER TABLE "run_stream" ADD COLUMN     "comparison" JSONB;
