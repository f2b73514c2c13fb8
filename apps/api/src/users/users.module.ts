import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { DomainFounder } from '../domains/domain-founder.js';
import { OutboxModule } from '../platform/outbox/outbox.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AccountCareController } from './account-care.controller.js';
import { AccountCareRepository } from './account-care.repository.js';
import { AccountCareService } from './account-care.service.js';
import { AccountLinks } from './account-links.service.js';
import { AccountRecovery } from './account-recovery.service.js';
import { AccountTokens } from './account-tokens.repository.js';
import { CommonPasswords } from './common-passwords.js';
import { UsersDomainFounder } from './domain-founder.service.js';
import { InvitationsService } from './invitations.service.js';
import { PasswordHistory } from './password-history.repository.js';
import { PasswordResets } from './password-resets.service.js';
import { PasswordsService } from './passwords.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import { ResetAdmission } from './reset-admission.service.js';
import { PersonNames } from './person-names.service.js';
import { RoleHoldersController } from './role-holders.controller.js';
import { SecondFactorStatusRepository } from './second-factor-status.repository.js';
import { SecondFactorStatus } from './second-factor-status.service.js';
import { UserAccounts } from './user-accounts.service.js';
import { UserCreationService } from './user-creation.service.js';
import { UserEventsService } from './user-events.service.js';
import { UserListing } from './user-listing.repository.js';
import { UserVersions } from './user-versions.repository.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Global for `DomainFounder` alone: Domains, which lie below, ask for it. */
@Global()
@Module({
  imports: [AuditModule, OutboxModule, RolesModule, SettingsModule],
  controllers: [UsersController, AccountCareController, RoleHoldersController],
  providers: [
    AccountCareRepository,
    AccountCareService,
    AccountLinks,
    AccountRecovery,
    AccountTokens,
    CommonPasswords,
    InvitationsService,
    PasswordHistory,
    PasswordResets,
    PasswordsService,
    RecoveryRepository,
    ResetAdmission,
    SecondFactorStatus,
    SecondFactorStatusRepository,
    PersonNames,
    UserAccounts,
    UserCreationService,
    UserEventsService,
    UserListing,
    UserVersions,
    UsersRepository,
    UsersService,
    { provide: DomainFounder, useClass: UsersDomainFounder },
  ],
  exports: [
    AccountLinks,
    AccountRecovery,
    DomainFounder,
    SecondFactorStatus,
    UsersService,
    PasswordsService,
    UserAccounts,
  ],
})
export class UsersModule {}
