import { Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { Directories } from './ldap/directories.js';
import { ProviderAdministration } from './provider-administration.service.js';
import { ProviderDetails } from './provider-details.service.js';
import { ProviderMemory } from './provider-memory.js';
import { ProviderRoles } from './provider-refusals.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { ProviderTests } from './provider-tests.service.js';
import { ProvidersController } from './providers.controller.js';
import { ProvidersRepository } from './providers.repository.js';
import { ProvidersService } from './providers.service.js';

@Module({
  imports: [DomainsModule, RolesModule],
  controllers: [ProvidersController],
  providers: [
    Directories,
    ProviderAdministration,
    ProviderDetails,
    ProviderMemory,
    ProviderRoles,
    ProviderSecrets,
    ProviderTests,
    ProvidersRepository,
    ProvidersService,
  ],
  exports: [Directories, ProvidersService],
})
export class ProvidersModule {}
