import { Injectable } from '@nestjs/common';
import type { ImportReason } from 'wardkeep/contracts';
import {
  decideRow,
  isAdministrative,
  refusalsOfNew,
  type KnownUser,
  type NameClash,
  type NamedRole,
  type RowDecision,
} from 'wardkeep/rules';
import type { SecretBox } from '../../platform/crypto/secret-box.js';
import { Boxes } from '../../platform/database/boxes.js';
import { sideBySide } from '../../platform/database/side-by-side.js';
import type { ReadTx } from '../../platform/database/transaction.js';
import { grantsOfRole } from '../../roles/role-record.js';
import { SettingsService, type Policies } from '../../settings/settings.service.js';
import { ImportedUserBatches } from '../../users/imported-users/imported-user-batches.service.js';
import type { Surroundings } from '../../users/imported-users/imported-users.js';
import { PasswordsService, type Newcomer } from '../../users/passwords.service.js';
import type { NewRow } from './import-applying.repository.js';
import type { ComparedRow, UserBeside } from './import-rows.repository.js';
import type { Acting, RunningImport } from './import-run.js';
import { secretPlace } from './import-staging.js';

/** Everything that rows are judged by, read in the transaction that judges them. */
export type Court = Surroundings & {
  readonly acting: Acting;
  readonly policies: Policies;
  readonly box: SecretBox;
  readonly domainId: string;
  readonly importId: string;
  readonly withoutPassword: 'temporary' | 'invitation';
};

export type Judgement = RowDecision & {
  readonly roleId: string | null;
  /** Whether it gives somebody rights to manage users who had none. */
  readonly makesAdministrator: boolean;
};

const ADMINISTRATORS: readonly (string | null)[] = ['system-administrator', 'domain-administrator'];

/** Asks the rules about rows, with what the Domain and its users are now. */
@Injectable()
export class ImportJudge {
  constructor(
    private readonly users: ImportedUserBatches,
    private readonly settings: SettingsService,
    private readonly passwords: PasswordsService,
    private readonly boxes: Boxes,
  ) {}

  async court(tx: ReadTx, { run, actor }: RunningImport, acting: Acting): Promise<Court> {
    const domainId = actor.domain.id;
    const [surroundings, policies, box] = await sideBySide(
      this.users.surroundings(tx, domainId),
      this.settings.of(tx, domainId),
      this.boxes.of(tx, domainId),
    );
    return {
      ...surroundings,
      acting,
      policies,
      box,
      domainId,
      importId: run.id,
      withoutPassword: run.withoutPassword,
    };
  }

  /** `fields`: what the row is to say, where that is not what the file says. */
  judge(court: Court, row: ComparedRow, fields = row.fields): Judgement {
    const user = row.user && knownUser(row.user);
    const role = roleCalled(court, fields.role);
    const decision = decideRow(court.acting, {
      naming: court.policies.naming,
      fields,
      found: user ? row.found : [...row.found, ...this.flawsOf(court, row)],
      user,
      role,
      ...clashesOf(row, user),
      secret: row.secretKind,
      withoutPassword: court.withoutPassword,
    });
    const given = decision.changes.some(({ field }) => field === 'role') ? role : null;
    const makesAdministrator = given !== null && isAdministrative(given) && !wasAdministrative(row.user, user);
    return { ...decision, roleId: given?.id ?? null, makesAdministrator };
  }

  /** Why the row can make nobody any more, by the rule that it was validated by; null when it can. */
  refusalOf(court: Court, row: NewRow): { readonly because: string | null; readonly roleId: string } {
    const { fields, usernameHolder, emailHolder, secretKind } = row;
    const role = roleCalled(court, fields.role);
    const [reason] = refusalsOfNew(court.acting, {
      naming: court.policies.naming,
      fields,
      found: this.flawsOf(court, row),
      user: null,
      role,
      usernameClash: clashOf(usernameHolder, null, false),
      emailClash: clashOf(emailHolder, null, false),
      secret: secretKind,
      withoutPassword: court.withoutPassword,
    });
    return { because: usernameHolder === null ? (reason?.code ?? null) : 'username-taken', roleId: role?.id ?? '' };
  }

  /** Whom a row would make, as the rules of passwords ask. */
  newcomer({ domainId, domainNames, roles }: Court, { fields }: Pick<ComparedRow, 'fields'>): Newcomer {
    const { username, firstName = '', lastName = '', email = null, role = '', twoFactorRequired = false } = fields;
    return {
      domainId,
      owner: { username, firstName, lastName, email, domainNames },
      secondFactorRequired: twoFactorRequired || (roles.get(role.toLowerCase())?.twoFactorRequired ?? false),
    };
  }

  private flawsOf(court: Court, row: NewRow): readonly ImportReason[] {
    if (row.secret === null || row.secretKind === null) return [];
    const place = secretPlace(court.domainId, court.importId, row.position, row.secretKind);
    const text = court.box.open(place, row.secret).toString('utf8');
    if (row.secretKind === 'password') {
      const flaws = this.passwords.judged(court.policies, this.newcomer(court, row), text);
      return flaws.map(({ code, detail }) => ({ column: 'password', code, detail }));
    }
    if (this.passwords.canTakeOver(text)) return [];
    const detail = 'is no hash of Argon2, bcrypt or PBKDF2 that can be verified';
    return [{ column: 'passwordHash', code: 'password-hash', detail }];
  }
}

export function knownUser(row: UserBeside): KnownUser {
  const { firstName, lastName, email, phone, enabled, twoFactorRequired, timeZone, language, emailNotifications } = row;
  const isLast = isAdministrator(row) && enabled && !row.isReplaceable;
  return {
    id: row.userId ?? '',
    grants: grantsOfRole(row.roleKind, row.rolePermissions),
    loginMethod: row.loginMethod,
    enabled,
    isLocked: row.isLocked,
    hasSecondFactor: row.totpEnrolled,
    isProtected: row.isProtected,
    isLastAdministrator: isLast,
    fields: {
      firstName,
      lastName,
      email,
      phone,
      role: row.roleName,
      enabled,
      twoFactorRequired,
      timeZone,
      language,
      emailNotifications,
    },
  };
}

export function isAdministrator({ roleKind }: UserBeside): boolean {
  return ADMINISTRATORS.includes(roleKind);
}

function wasAdministrative(row: UserBeside | null, user: KnownUser | null): boolean {
  return row !== null && user !== null && isAdministrative({ kind: row.roleKind, grants: user.grants });
}

function roleCalled({ roles }: Court, name: string | undefined): NamedRole | null {
  return name === undefined ? null : (roles.get(name.toLowerCase()) ?? null);
}

function clashesOf(row: ComparedRow, user: KnownUser | null) {
  return {
    usernameClash: clashOf(user ? null : row.usernameHolder, null, row.isUsernameRepeated),
    emailClash: clashOf(row.emailHolder, user?.id ?? null, row.isEmailRepeated),
  };
}

function clashOf(holder: string | null, own: string | null, isRepeated: boolean): NameClash {
  if (holder !== null && holder !== own) return 'taken';
  return isRepeated ? 'repeated' : null;
}
