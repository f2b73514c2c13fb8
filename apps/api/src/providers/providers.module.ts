import { Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { Directories } from './ldap/directories.js';
import { OidcLogoutTokens } from './oidc/oidc-logout-tokens.js';
import { OidcIssuers } from './oidc/oidc-issuers.js';
import { ProviderAdministration } from './provider-administration.service.js';
import { ProviderDetails } from './provider-details.service.js';
import { ProviderDrafts } from './provider-drafts.service.js';
import { ProviderMemory } from './provider-memory.js';
import { ProviderRoles } from './provider-refusals.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { ProviderTests } from './provider-tests.service.js';
import { ProvidersController } from './providers.controller.js';
import { ProviderUsersRepository } from './provider-users.repository.js';
import { ProvidersRepository } from './providers.repository.js';
import { ProvidersService } from './providers.service.js';
import { SamlAdministrationController } from './saml/saml-administration.controller.js';
import { SamlAdministration } from './saml/saml-administration.service.js';
import { SamlDescriptions } from './saml/saml-descriptions.service.js';
import { SamlKeysRepository } from './saml/saml-keys.repository.js';
import { SamlKeys } from './saml/saml-keys.service.js';
import { SamlMetadataRepository } from './saml/saml-metadata.repository.js';
import { SamlMetadata } from './saml/saml-metadata.service.js';
import { SsoEndpoints } from './sso/sso-endpoints.js';
import { SsoFailuresRepository } from './sso/sso-failures.repository.js';
import { SsoFailures } from './sso/sso-failures.service.js';
import { SsoRemindersRepository } from './sso/sso-reminders.repository.js';
import { SsoReminders } from './sso/sso-reminders.service.js';
import { SsoTestsRepository } from './sso/sso-tests.repository.js';
import { SsoTests } from './sso/sso-tests.service.js';

@Module({
  imports: [DomainsModule, RolesModule],
  controllers: [ProvidersController, SamlAdministrationController],
  providers: [
    Directories,
    OidcIssuers,
    OidcLogoutTokens,
    ProviderAdministration,
    ProviderDetails,
    ProviderDrafts,
    ProviderMemory,
    ProviderRoles,
    ProviderSecrets,
    ProviderTests,
    ProviderUsersRepository,
    ProvidersRepository,
    ProvidersService,
    SamlAdministration,
    SamlDescriptions,
    SamlKeys,
    SamlKeysRepository,
    SamlMetadata,
    SamlMetadataRepository,
    SsoEndpoints,
    SsoFailures,
    SsoFailuresRepository,
    SsoReminders,
    SsoRemindersRepository,
    SsoTests,
    SsoTestsRepository,
  ],
  exports: [
    Directories,
    OidcIssuers,
    OidcLogoutTokens,
    ProvidersService,
    SamlDescriptions,
    SamlKeys,
    SamlMetadata,
    SsoEndpoints,
    SsoFailures,
    SsoReminders,
    SsoTests,
  ],
})
export class ProvidersModule {}
