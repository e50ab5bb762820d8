import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accesses can be given up once they are two years old, and not before: neither by Doyak nor by its owner by mistake. */
export class ExpireAccesses1764000000203 implements MigrationInterface {
  readonly name = 'ExpireAccesses1764000000203';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function identity.keep_accesses() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' and old.accessed_at < now() - interval '2 years' then
          return old;
        end if;
        raise exception 'accesses to personal data are kept for two years: % refused', tg_op using errcode = 'DY900';
      end $$;
      create trigger personal_data_accesses_kept before update or delete on identity.personal_data_accesses
        for each row execute function identity.keep_accesses();
      create index personal_data_accesses_time on identity.personal_data_accesses (accessed_at);
      grant delete on identity.personal_data_accesses to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      revoke delete on identity.personal_data_accesses from doyak_app;
      drop index identity.personal_data_accesses_time;
      drop trigger personal_data_accesses_kept on identity.personal_data_accesses;
      drop function identity.keep_accesses();
    `);
  }
}
