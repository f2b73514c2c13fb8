import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { MIGRATIONS } from '../database/data-source.js';

/** What only the owner of the tables may ask, so it goes past the units of work. */
@Injectable()
export class HealthRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** Whether the database has every table and key check that this release works with. */
  async isPrepared(): Promise<boolean> {
    const [row] = await this.dataSource.query<{ readonly ok: boolean }[]>(
      `SELECT (SELECT count(*) FROM migrations WHERE name = ANY($1)) = cardinality($1::text[])
          AND EXISTS (SELECT FROM key_check) AS ok`,
      [MIGRATIONS.map(({ name }) => name)],
    );
    return row?.ok === true;
  }
}
