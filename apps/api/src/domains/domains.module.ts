import { Module } from '@nestjs/common';
import { DomainLifecycleService } from './domain-lifecycle.service.js';
import { DomainMemory } from './domain-memory.js';
import { DomainsController } from './domains.controller.js';
import { DomainsRepository } from './domains.repository.js';
import { DomainsService } from './domains.service.js';

/** `DomainFounder` and `AccessEnder` come from the global modules above that implement them. */
@Module({
  controllers: [DomainsController],
  providers: [DomainLifecycleService, DomainMemory, DomainsRepository, DomainsService],
  exports: [DomainsService],
})
export class DomainsModule {}
