import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';

/** The one-time password of `sys-admin`, kept beside the keys until it is first changed. */
@Injectable()
export class InitialPasswordFile {
  readonly path: string;

  constructor(config: Config) {
    this.path = join(config.dataDir, 'initial-admin-password');
  }

  async write(password: string): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await writeFile(this.path, `${password}\n`, { mode: 0o600 });
  }

  remove(): void {
    void rm(this.path, { force: true }).catch(() => undefined);
  }
}
