-- AlterTable
ALTER TABLE "member" ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "requires_write_authentication" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key_hash" TEXT NOT NULL,
    "ending" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,
    "revoked_at" TIMESTAMPTZ(6),
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "write_policy" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "subjects" TEXT[],
    "predicates" TEXT[],
    "paths" TEXT[],
    "allow" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "write_policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "write_decision" (
    "id" BIGSERIAL NOT NULL,
    "workspace_id" UUID,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "key_id" UUID,
    "subject" TEXT,
    "predicate" TEXT,
    "path" TEXT,
    "allow" BOOLEAN NOT NULL,
    "valid" BOOLEAN NOT NULL,
    "policy" TEXT,
    "reason" TEXT,
    "run_number" INTEGER,

    CONSTRAINT "write_decision_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_hash_key" ON "api_key"("key_hash");

-- CreateIndex
CREATE INDEX "api_key_workspace_id_user_id_idx" ON "api_key"("workspace_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "write_policy_workspace_id_name_key" ON "write_policy"("workspace_id", "name");

-- CreateIndex
CREATE INDEX "write_decision_workspace_id_id_idx" ON "write_decision"("workspace_id", "id" DESC);

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "write_policy" ADD CONSTRAINT "write_policy_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "write_decision" ADD CONSTRAINT "write_decision_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
