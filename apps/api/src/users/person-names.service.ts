import { Injectable } from '@nestjs/common';
import type { NamingForm } from 'wardkeep/contracts';
import { isPersonName, STRICT_NAME_TEXT } from 'wardkeep/rules';
import type { ReadTx } from '../platform/database/transaction.js';
import { Problem } from '../platform/http/problem.js';
import { SettingsService } from '../settings/settings.service.js';

type Names = { readonly firstName?: unknown; readonly lastName?: unknown };

/** First and last names in the form that the Domain asks for; names that stay as they are, are not looked at. */
@Injectable()
export class PersonNames {
  constructor(private readonly settings: SettingsService) {}

  /** Refuses names of another form (400). */
  async refuseUnlessGood(tx: ReadTx, domainId: string, names: Names): Promise<void> {
    const { naming } = await this.settings.of(tx, domainId);
    refuse(naming, names, '');
  }

  /** The same for a Domain that is still to be made; outside a transaction. */
  async refuseUnlessGoodAnywhere(names: Names, above: string): Promise<void> {
    const { naming } = await this.settings.in(null);
    refuse(naming, names, above);
  }
}

function refuse(form: NamingForm, names: Names, above: string): void {
  const errors = (['firstName', 'lastName'] as const)
    .filter((field) => typeof names[field] === 'string' && !isPersonName(form, names[field]))
    .map((field) => ({ pointer: `${above}/${field}`, code: 'person-name', detail: STRICT_NAME_TEXT }));
  if (errors.length > 0) throw new Problem('invalid-request', { errors });
}
