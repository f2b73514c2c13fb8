import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { MOST_AGE_MS } from '../methods/saml/assertion-checks.js';
import {
  logoutResponseUrl,
  postedLogout,
  redirectedLogout,
  type LogoutRequest,
} from '../methods/saml/logout-messages.js';
import type { SamlParties } from '../methods/saml/saml-parties.js';
import { SamlPartiesService } from '../methods/saml/saml-parties.service.js';
import { SamlRefusal } from '../methods/saml/saml-refusal.js';
import type { SsoAnswer } from '../methods/sso-method.js';
import { SsoAttemptsRepository } from './sso-attempts.repository.js';
import { SsoRefusals, type Where } from './sso-refusals.service.js';
import { SsoSessions } from './sso-sessions.service.js';

const FIELD = 'SAMLRequest';
const SIGNED_OUT = '/sign-in';
/** The specification's own bound. */
const MOST_RELAY_STATE = 80;
const KEPT_MS = 2 * MOST_AGE_MS;

/** A SAML provider tells, through the browser, that somebody signed out there, or that it did what we asked for. */
@Injectable()
export class SamlLogout {
  constructor(
    private readonly parties: SamlPartiesService,
    private readonly attempts: SsoAttemptsRepository,
    private readonly sessions: SsoSessions,
    private readonly refusals: SsoRefusals,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /**
   * `answer`: null where more was sent than a message may have.
   * @returns where the browser goes next. An answer to us changes nothing here: our session ended before we asked.
   */
  async take(where: Where, answer: SsoAnswer | null): Promise<string> {
    if (!answer) throw await this.refusals.oversizedLogout(where);
    const sent = answer.method === 'GET' ? answer.query : answer.body;
    const isAnswer = sent['SAMLRequest'] === undefined && sent['SAMLResponse'] !== undefined;
    return isAnswer ? SIGNED_OUT : this.carriedOut(where, answer, sent['RelayState'] ?? '');
  }

  private async carriedOut(where: Where, answer: SsoAnswer, relayState: string): Promise<string> {
    const parties = where.provider.kind === 'saml' ? await this.parties.of(where.provider) : null;
    if (!parties) throw new Problem('provider-not-found');
    const request = await this.read(where, answer, parties);
    if (!(await this.ended(where, request))) throw await this.refusals.logout(where, FIELD, 'replayed');
    if (parties.idp.sloUrl === null) return SIGNED_OUT;
    return logoutResponseUrl(parties, request, relayState.length > MOST_RELAY_STATE ? '' : relayState);
  }

  private async read(where: Where, answer: SsoAnswer, parties: SamlParties): Promise<LogoutRequest> {
    const now = new Date();
    try {
      if (answer.method === 'GET') return redirectedLogout(answer.raw, parties, now);
      return await postedLogout(answer.body, parties, now);
    } catch (error) {
      if (!(error instanceof SamlRefusal)) throw error;
      throw await this.refusals.logout(where, FIELD, `${error.because}: ${error.detail}`);
    }
  }

  /** Whether it was the first time: a message is acted on once. */
  private ended({ domain, provider, origin }: Where, request: LogoutRequest): Promise<boolean> {
    const { id: providerId, domainId, name } = provider;
    const { nameId, sessionIndexes } = request;
    return this.unitOfWork.write(inDomain(domain, origin), async (tx) => {
      const hash = createHash('sha256').update(request.id).digest();
      const expiresAt = new Date(Date.now() + KEPT_MS);
      const isFirst = await this.attempts.consume(tx, { domainId, providerId, kind: 'logout' }, hash, expiresAt);
      if (!isFirst) return { result: false, unchanged: true };
      const sids = sessionIndexes.length === 0 ? [null] : sessionIndexes;
      const ended = [];
      for (const sid of sids) {
        ended.push(...(await this.sessions.end(tx, { providerId, subject: nameId.value, sid })));
      }
      const subject = { kind: 'provider', id: providerId, name };
      const detail = `${ended.length} sessions`;
      return { result: true, audit: [{ type: 'provider.logged-out', subject, detail }, ...ended] };
    });
  }
}
