import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an import writes to each of its rows is cheap: no index is touched where nothing was refused. */
export class ImportPace1764130000012 implements MigrationInterface {
  readonly name = 'ImportPace1764130000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(refused('refused IS NOT NULL'));
    await runner.query(analyze('verdict, outcome, refused, secret'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(refused(`outcome = 'refused'`));
    await runner.query(analyze('verdict, outcome'));
  }
}

const refused = (condition: string) => `
DROP INDEX user_import_row_refused;
CREATE INDEX user_import_row_refused ON user_import_row (domain_id, import_id, position) WHERE ${condition};
`;

const analyze = (columns: string) => `
CREATE OR REPLACE FUNCTION analyze_imports() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  ANALYZE public.user_import_row (domain_id, import_id, position, username_key, email_key, ${columns});
  ANALYZE public.app_user (id, domain_id, username_key, role_id);
  ANALYZE public.login_name (domain_id, name_key);
END $$;
`;
