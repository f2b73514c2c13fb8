import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { DomainFounder } from '../domains/domain-founder.js';
import { OutboxModule } from '../platform/outbox/outbox.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { AccessCheckController } from './access/access-check.controller.js';
import { AccessCheckService } from './access/access-check.service.js';
import { AccessController } from './access/access.controller.js';
import { AccessRepository } from './access/access.repository.js';
import { AccessService } from './access/access.service.js';
import { PermissionHolders } from './access/permission-holders.repository.js';
import { AccountCareController } from './account-care.controller.js';
import { AccountCareRepository } from './account-care.repository.js';
import { AccountCareService } from './account-care.service.js';
import { AccountLinks } from './account-links.service.js';
import { AccountRecovery } from './account-recovery.service.js';
import { AccountTokens } from './account-tokens.repository.js';
import { CommonPasswords } from './common-passwords.js';
import { DirectoryUserBatches } from './directory-user-batches.service.js';
import { DirectoryUsersRepository } from './directory-users.repository.js';
import { DirectoryUsers } from './directory-users.service.js';
import { UsersDomainFounder } from './domain-founder.service.js';
import { ImportedUserBatches } from './imported-users/imported-user-batches.service.js';
import { ImportedUsersRepository } from './imported-users/imported-users.repository.js';
import { HygieneController } from './hygiene/hygiene.controller.js';
import { HygieneRepository } from './hygiene/hygiene.repository.js';
import { HygieneService } from './hygiene/hygiene.service.js';
import { InitialPasswordFile } from './initial-password-file.js';
import { InvitationsService } from './invitations.service.js';
import { PasswordHistory } from './password-history.repository.js';
import { PasswordResets } from './password-resets.service.js';
import { PasswordsService } from './passwords.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import { ResetAdmission } from './reset-admission.service.js';
import { PersonNames } from './person-names.service.js';
import { MovedHolders } from './role-removal/moved-holders.repository.js';
import { RoleRemovalController } from './role-removal/role-removal.controller.js';
import { RoleRemovalService } from './role-removal/role-removal.service.js';
import { RoleHoldersController } from './role-holders.controller.js';
import { SecondFactorStatusRepository } from './second-factor-status.repository.js';
import { SecondFactorStatus } from './second-factor-status.service.js';
import { UserActs } from './user-acts.service.js';
import { UserAccounts } from './user-accounts.service.js';
import { UserCreationService } from './user-creation.service.js';
import { UserEventsService } from './user-events.service.js';
import { UserListing } from './listing/user-listing.repository.js';
import { UserPast } from './user-past.service.js';
import { UserVersions } from './user-versions.repository.js';
import { UserViewsController } from './views/user-views.controller.js';
import { UserViewsRepository } from './views/user-views.repository.js';
import { UserViewsService } from './views/user-views.service.js';
import { UsersController } from './users.controller.js';
import { AdministratorMail } from './administrator-mail.service.js';
import { Administrators } from './administrators.repository.js';
import { SsoUsers } from './sso-users.service.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

/** Global for `DomainFounder` alone: Domains, which lie below, ask for it. */
@Global()
@Module({
  imports: [AuditModule, OutboxModule, RolesModule, SettingsModule],
  controllers: [
    UsersController,
    AccountCareController,
    RoleHoldersController,
    RoleRemovalController,
    AccessController,
    AccessCheckController,
    HygieneController,
    UserViewsController,
  ],
  providers: [
    AccessCheckService,
    AccessRepository,
    AccessService,
    AccountCareRepository,
    AccountCareService,
    AccountLinks,
    AccountRecovery,
    AccountTokens,
    AdministratorMail,
    Administrators,
    CommonPasswords,
    DirectoryUserBatches,
    DirectoryUsers,
    DirectoryUsersRepository,
    ImportedUserBatches,
    ImportedUsersRepository,
    HygieneRepository,
    HygieneService,
    InitialPasswordFile,
    InvitationsService,
    MovedHolders,
    PasswordHistory,
    PasswordResets,
    PasswordsService,
    RecoveryRepository,
    ResetAdmission,
    RoleRemovalService,
    SecondFactorStatus,
    SecondFactorStatusRepository,
    SsoUsers,
    PermissionHolders,
    PersonNames,
    UserAccounts,
    UserActs,
    UserCreationService,
    UserEventsService,
    UserListing,
    UserPast,
    UserVersions,
    UserViewsRepository,
    UserViewsService,
    UsersRepository,
    UsersService,
    { provide: DomainFounder, useClass: UsersDomainFounder },
  ],
  exports: [
    AccountCareService,
    AccountLinks,
    AccountRecovery,
    AdministratorMail,
    DirectoryUserBatches,
    DirectoryUsers,
    DomainFounder,
    ImportedUserBatches,
    InitialPasswordFile,
    SecondFactorStatus,
    SsoUsers,
    UsersService,
    PasswordsService,
    UserAccounts,
    UserActs,
    UserPast,
  ],
})
export class UsersModule {}
