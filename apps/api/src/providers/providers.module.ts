import { Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { RolesModule } from '../roles/roles.module.js';
import { Directories } from './ldap/directories.js';
import { ProviderMemory } from './provider-memory.js';
import { ProvidersRepository } from './providers.repository.js';
import { ProvidersService } from './providers.service.js';

@Module({
  imports: [DomainsModule, RolesModule],
  providers: [Directories, ProviderMemory, ProvidersRepository, ProvidersService],
  exports: [Directories, ProvidersService],
})
export class ProvidersModule {}
