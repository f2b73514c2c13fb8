import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type {
  LdapTestResult,
  Page,
  ProviderDetail,
  ProviderDraft,
  ProviderKind,
  ProviderListItem,
  SsoTestResult,
  SsoTestStarted,
} from 'wardkeep/contracts';
import {
  CreateProviderDto,
  DeleteProviderQueryDto,
  ProvidersQueryDto,
  StartTestDto,
  TestProviderDto,
  UpdateProviderDto,
  type ProviderConfigDto,
} from 'wardkeep/contracts/dto';
import type { Actor } from '../platform/actor.js';
import { CurrentActor, RequirePermission } from '../platform/http/access.decorators.js';
import { IdPipe } from '../platform/http/validation.js';
import { BasedOn } from '../platform/http/version.js';
import { ProviderAdministration } from './provider-administration.service.js';
import { ProviderDrafts } from './provider-drafts.service.js';
import { ProviderTests } from './provider-tests.service.js';
import { SsoTests } from './sso/sso-tests.service.js';

type AnyDetail = ProviderDetail<ProviderKind>;

@Controller('providers')
export class ProvidersController {
  constructor(
    private readonly providers: ProviderAdministration,
    private readonly drafts: ProviderDrafts,
    private readonly tests: ProviderTests,
    private readonly ssoTests: SsoTests,
  ) {}

  @Get()
  @RequirePermission('providers:read')
  list(@CurrentActor() actor: Actor, @Query() query: ProvidersQueryDto): Promise<Page<ProviderListItem<ProviderKind>>> {
    return this.providers.list(actor, query);
  }

  @Post()
  @RequirePermission('providers:create')
  async create(
    @CurrentActor() actor: Actor,
    @Body() input: CreateProviderDto<ProviderConfigDto>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnyDetail> {
    const provider = await this.providers.create(actor, input);
    void reply.header('location', `/api/v1/providers/${provider.id}`);
    return provider;
  }

  @Post('test')
  @HttpCode(200)
  @RequirePermission('providers:operate')
  testValues(@CurrentActor() actor: Actor, @Body() input: TestProviderDto): Promise<LdapTestResult> {
    return this.tests.ofValues(actor, input);
  }

  /** The addresses that a provider will have which is added with this draft. */
  @Get('draft')
  @RequirePermission('providers:create')
  draft(@CurrentActor() actor: Actor): Promise<ProviderDraft> {
    return this.drafts.make(actor);
  }

  @Get(':id')
  @RequirePermission('providers:read')
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<AnyDetail> {
    return this.providers.get(actor, id);
  }

  @Patch(':id')
  @RequirePermission('providers:update')
  update(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Body() change: UpdateProviderDto<ProviderConfigDto>,
  ): Promise<AnyDetail> {
    return this.providers.update(actor, id, version, change);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('providers:delete')
  delete(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @BasedOn() version: number,
    @Query() { confirm }: DeleteProviderQueryDto,
  ): Promise<void> {
    return this.providers.delete(actor, id, version, confirm);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @RequirePermission('providers:enable')
  enable(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<AnyDetail> {
    return this.providers.enable(actor, id);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @RequirePermission('providers:enable')
  disable(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<AnyDetail> {
    return this.providers.disable(actor, id);
  }

  @Post(':id/test')
  @HttpCode(200)
  @RequirePermission('providers:operate')
  test(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() { returnTo }: StartTestDto = new StartTestDto(),
  ): Promise<LdapTestResult | SsoTestStarted> {
    return this.tests.ofStored(actor, id, returnTo);
  }

  @Get(':id/tests/:testId')
  @RequirePermission('providers:operate')
  testResult(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('testId', IdPipe) testId: string,
  ): Promise<SsoTestResult> {
    return this.ssoTests.get(actor, id, testId);
  }
}
