import { Injectable } from '@nestjs/common';
import type { SettingValues } from 'wardkeep/contracts';
import { DEFAULT_SETTINGS } from 'wardkeep/rules';
import { Config } from '../platform/config/config.js';
import type { ReadTx } from '../platform/database/transaction.js';

/** The settings in force. */
export type Policies = SettingValues & {
  /** Passwords set earlier count as set then: passwords began to age when the mode was switched. */
  readonly passwordAgesFrom: Date | null;
};

/** The settings that act in a Domain, kept in memory until somebody on any instance changes them. */
@Injectable()
export class SettingsService {
  constructor(private readonly config: Config) {}

  /** Within the caller's transaction. */
  of(_tx: ReadTx, _domainId: string): Promise<Policies> {
    return Promise.resolve(this.current());
  }

  /** Outside a transaction; a Domain that is unknown has the system's. */
  in(_domainId: string | null): Promise<Policies> {
    return Promise.resolve(this.current());
  }

  private current(): Policies {
    const { sessions, passwords } = this.config;
    return { ...DEFAULT_SETTINGS, sessions, passwords, passwordAgesFrom: null };
  }
}
