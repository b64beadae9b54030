-- What a new workspace begins with (lib/governance/default-policy.ts), for those that are there already. The table of
-- policies came with the migration before this one: none of them can have had any.
INSERT INTO "write_policy" ("id", "workspace_id", "name", "subjects", "predicates", "paths", "allow", "position")
SELECT gen_random_uuid(), "workspace"."id", 'Owners and editors write everywhere',
       ARRAY['roles:id:owner', 'roles:id:editor'], ARRAY['write'], ARRAY['**'], true, 0
  FROM "workspace"
 WHERE NOT EXISTS (SELECT 1 FROM "write_policy" WHERE "write_policy"."workspace_id" = "workspace"."id");
