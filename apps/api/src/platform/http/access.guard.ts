import { createHash } from 'node:crypto';
import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { LIMITS } from 'wardkeep/contracts';
import { holds } from 'wardkeep/rules';
import type { Actor, OnceKey } from '../actor.js';
import { Config } from '../config/config.js';
import { UnitOfWork } from '../database/unit-of-work.js';
import { ACCESS, UNATTENDED, type Access, type KnownRequest } from './access.decorators.js';
import { Authenticator, type Authenticated } from './authenticator.js';
import { refuseOtherSites } from './origin-check.js';
import { Problem } from './problem.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Deny by default: decides, before anything else of a route runs, whether its caller may call it. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly unitOfWork: UnitOfWork,
    private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const places = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, places);
    if (!access) throw new Problem('permission-missing', { detail: 'The route says nothing about access.' });
    const request = context.switchToHttp().getRequest<KnownRequest>();
    if (access.for !== 'everybody' || !access.fromAnySite) refuseOtherSites(request, this.config.baseUrl);
    if (access.for === 'everybody') {
      refuseDryRun(request);
      return true;
    }

    const isUnattended = this.reflector.getAllAndOverride<true | undefined>(UNATTENDED, places);
    const authenticated = await this.authenticator.authenticate(request, isUnattended ? 'unattended' : 'attended');
    if (!authenticated) throw new Problem('not-signed-in');
    refuseForgery(request, authenticated);
    refuseBeforeEnrolment(access, authenticated);
    const actor = withWishes(authenticated.actor, request);
    request.actor = actor;
    if (access.for === 'permitted' && !holds(actor.grants, access.permission, access.atLeast)) {
      await this.recordRefusal(actor, access.permission, request);
      throw new Problem('permission-missing', { detail: `Your role does not allow ${access.permission}.` });
    }
    return true;
  }

  private async recordRefusal(actor: Actor, permission: string, request: FastifyRequest): Promise<void> {
    const detail = `${request.method} ${request.routeOptions.url ?? ''} needs ${permission}`;
    await this.unitOfWork.write({ ...actor, dryRun: false, once: null }, () =>
      Promise.resolve({
        result: undefined,
        audit: [{ type: 'access.refused', outcome: 'refused', detail }],
      }),
    );
  }
}

function refuseBeforeEnrolment(access: Access, { mustEnrol }: Authenticated): void {
  const isAllowed = access.for === 'signed-in' && access.beforeEnrolment;
  if (mustEnrol && !isAllowed) throw new Problem('second-factor-enrolment-required');
}

function refuseForgery(request: FastifyRequest, { byCookie, csrfMatches }: Authenticated): void {
  if (!byCookie || SAFE.has(request.method)) return;
  const token = request.headers['x-csrf-token'];
  if (typeof token !== 'string' || !csrfMatches(token)) throw new Problem('csrf-token-missing');
}

function withWishes(actor: Actor, request: FastifyRequest): Actor {
  if (SAFE.has(request.method)) return actor;
  const { dryRun } = request.query as { dryRun?: unknown };
  if (dryRun !== undefined && dryRun !== 'true' && dryRun !== 'false') {
    throw invalid('?dryRun', 'boolean', 'use true or false');
  }
  return { ...actor, dryRun: dryRun === 'true', once: dryRun === 'true' ? null : onceKeyOf(request) };
}

/** What is open to everybody is done or not done: nobody is to believe that it was only tried. */
function refuseDryRun(request: FastifyRequest): void {
  const { dryRun } = request.query as { dryRun?: unknown };
  if (SAFE.has(request.method) || dryRun === undefined || dryRun === 'false') return;
  throw invalid('?dryRun', 'not-possible', 'can not be tried without being done');
}

function onceKeyOf(request: FastifyRequest): OnceKey | null {
  const key = request.headers['idempotency-key'];
  if (request.method !== 'POST' || key === undefined) return null;
  if (typeof key !== 'string' || key === '' || key.length > LIMITS.idempotencyKeyLength) {
    throw invalid('Idempotency-Key', 'length', `use 1 to ${LIMITS.idempotencyKeyLength} characters`);
  }
  const requestHash = createHash('sha256')
    .update(`${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest();
  return { key, route: `POST ${request.routeOptions.url ?? ''}`, requestHash };
}

function invalid(pointer: string, code: string, detail: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code, detail }] });
}
