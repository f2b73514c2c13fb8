import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What makes many users at once is not checked or looked at again for nothing: login names come from a trigger alone,
 * which takes them away as well; the Domain of a token is that of its user; rows of an import leave room on their pages
 * for what is written into them later; and large tables are left to autovacuum.
 */
export class ManyUsers1764170000016 implements MigrationInterface {
  readonly name = 'ManyUsers1764170000016';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [LOCKS, loginNames(REMOVED), UP, ANALYZE]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const part of [DOWN, loginNames('')]) await runner.query(part);
  }
}

const REMOVED = `
  IF TG_OP = 'DELETE' THEN
    DELETE FROM public.login_name n USING old_rows o
     WHERE n.domain_id = o.domain_id AND n.name_key = ANY (ARRAY[o.username_key, o.email_key]) AND n.user_id = o.id;
    RETURN NULL;
  END IF;`;

const loginNames = (before: string) => `
CREATE OR REPLACE FUNCTION keep_login_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN${before}
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM public.login_name n USING old_rows o, new_rows w
     WHERE w.id = o.id AND o.email_key IS DISTINCT FROM w.email_key AND n.domain_id = o.domain_id
       AND n.name_key = o.email_key AND n.user_id = o.id AND n.name_key <> o.username_key;
    INSERT INTO public.login_name (domain_id, name_key, user_id)
    SELECT w.domain_id, w.email_key, w.id FROM new_rows w JOIN old_rows o ON o.id = w.id
     WHERE w.email_key IS NOT NULL AND w.email_key IS DISTINCT FROM o.email_key AND w.email_key <> w.username_key;
  ELSE
    INSERT INTO public.login_name (domain_id, name_key, user_id)
    SELECT domain_id, username_key, id FROM new_rows
    UNION ALL
    SELECT domain_id, email_key, id FROM new_rows WHERE email_key IS NOT NULL AND email_key <> username_key;
  END IF;
  RETURN NULL;
END $$;
`;

/** All of them first, and in one order: nobody who waits for one holds another. */
const LOCKS = 'LOCK TABLE domain, app_user, login_name, account_token IN ACCESS EXCLUSIVE MODE';

const UP = `
CREATE TRIGGER app_user_names_removed AFTER DELETE ON app_user
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_login_names();
ALTER TABLE login_name DROP CONSTRAINT login_name_domain_id_user_id_fkey;
DROP INDEX login_name_of_user;
ALTER TABLE account_token DROP CONSTRAINT account_token_domain_id_fkey;
ALTER TABLE user_import_row SET (fillfactor = 45);
`;

const DOWN = `
DROP TRIGGER app_user_names_removed ON app_user;
CREATE INDEX login_name_of_user ON login_name (domain_id, user_id);
ALTER TABLE login_name ADD FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE;
ALTER TABLE account_token ADD FOREIGN KEY (domain_id) REFERENCES domain ON DELETE CASCADE;
ALTER TABLE user_import_row RESET (fillfactor);
DROP FUNCTION analyze_users();
`;

/** While an import makes them; ten thousand are enough for the planner to know that indexes are worth it. */
const ANALYZE = `
CREATE FUNCTION analyze_users() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF (SELECT reltuples FROM pg_class WHERE oid = 'public.app_user'::regclass) < 10000 THEN
    ANALYZE public.app_user (id, domain_id, username_key, role_id);
    ANALYZE public.login_name (domain_id, name_key);
  END IF;
END $$;
REVOKE ALL ON FUNCTION analyze_users() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_users() TO wardkeep_app;
`;
