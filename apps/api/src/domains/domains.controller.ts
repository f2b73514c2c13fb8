import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { CreatedDomain, DisabledDomain, Domain, DomainDetail, Page } from 'wardkeep/contracts';
import { CreateDomainDto, DeleteDomainQueryDto, DomainsQueryDto, UpdateDomainDto } from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { BasedOn } from '../platform/http/version.js';
import { DomainLifecycleService } from './domain-lifecycle.service.js';
import { DomainsService } from './domains.service.js';

@Controller('domains')
export class DomainsController {
  constructor(
    private readonly domains: DomainsService,
    private readonly lifecycle: DomainLifecycleService,
  ) {}

  @Get()
  @RequirePermission('domains:read', 'own')
  list(@CurrentActor() actor: Actor, @Query() query: DomainsQueryDto): Promise<Page<Domain>> {
    return this.domains.list(actor, query);
  }

  @Post()
  @RequirePermission('domains:create', 'all')
  async create(
    @CurrentActor() actor: Actor,
    @Body() input: CreateDomainDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CreatedDomain> {
    const domain = await this.lifecycle.create(actor, input);
    void reply.header('location', `/api/v1/domains/${domain.id}`);
    return domain;
  }

  @Get(':id')
  @RequirePermission('domains:read', 'own')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DomainDetail> {
    return this.domains.get(actor, id);
  }

  @Patch(':id')
  @RequirePermission('domains:update', 'own')
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Body() change: UpdateDomainDto,
  ): Promise<DomainDetail> {
    return this.domains.update(actor, id, version, change);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission('domains:enable', 'own')
  enable(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DomainDetail> {
    return this.lifecycle.enable(actor, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission('domains:enable', 'own')
  disable(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<DisabledDomain> {
    return this.lifecycle.disable(actor, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('domains:delete', 'own')
  delete(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Query() { confirm }: DeleteDomainQueryDto,
  ): Promise<void> {
    return this.lifecycle.delete(actor, id, version, confirm);
  }
}
