import { Injectable } from '@nestjs/common';
import { inDomain, type Actor } from '../../platform/actor.js';
import type { Place } from '../../platform/crypto/secret-box.js';
import { Boxes } from '../../platform/database/boxes.js';
import type { AuditEntry } from '../../platform/database/change.js';
import type { ReadTx, WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ProvidersService } from '../../providers/providers.service.js';
import type { SsoProvider } from '../../providers/sso/sso-provider.js';
import { SessionEndings } from '../../sessions/session-endings.service.js';
import type { ProviderSession, SsoSecrets } from '../methods/sso-method.js';
import { SsoMethods } from './sso-methods.js';
import { SsoSessionsRepository, type LinkedSession, type Logout } from './sso-sessions.repository.js';

type Linking = {
  readonly provider: SsoProvider;
  readonly sessionId: string;
  readonly subject: string;
  readonly session: ProviderSession;
};

type Held = { readonly provider: SsoProvider; readonly session: ProviderSession & { readonly subject: string } };

const MOST_SID = 500;
/** Nobody who signs out waits long for a provider. */
const PATIENCE_MS = 3_000;

/** Which session of a provider stands behind one of ours, so that each side can end the other's. */
@Injectable()
export class SsoSessions {
  constructor(
    private readonly sessions: SsoSessionsRepository,
    private readonly providers: ProvidersService,
    private readonly methods: SsoMethods,
    private readonly endings: SessionEndings,
    private readonly boxes: Boxes,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async link(tx: WriteTx, { provider, sessionId, subject, session }: Linking): Promise<void> {
    const { domainId, id: providerId } = provider;
    const box = await this.boxes.of(tx, domainId);
    const { sid, secrets } = session;
    const sealed = secrets && box.seal(placeOf(domainId, sessionId), JSON.stringify(secrets));
    const known = sid === null || sid.length > MOST_SID ? null : sid;
    await this.sessions.add(tx, { domainId, sessionId, providerId, subject, sid: known, secrets: sealed });
  }

  /** Where the browser of somebody who signed out here is to go, so that they are signed out there too; null: nowhere. */
  async signOutUrl(actor: Actor): Promise<string | null> {
    const { sessionId } = actor.origin;
    if (sessionId === null) return null;
    const held = await this.unitOfWork.read(inDomain(actor.home), (tx) => this.held(tx, sessionId));
    if (!held?.provider.enabled) return null;
    const asked = this.methods.of(held.provider).signOutUrl(held.provider, held.session);
    return soon(asked.catch(() => null));
  }

  /** Ends what a message of the provider means; in the caller's transaction. */
  async end(tx: WriteTx, logout: Logout): Promise<readonly AuditEntry[]> {
    return this.endings.end(tx, await this.sessions.meant(tx, logout), 'provider-logout');
  }

  private async held(tx: ReadTx, sessionId: string): Promise<Held | null> {
    const linked = await this.sessions.bySession(tx, sessionId);
    const provider = linked && (await this.providers.ssoOf(tx, linked.providerId));
    if (!linked || !provider) return null;
    const { subject, sid } = linked;
    return { provider, session: { subject, sid, secrets: await this.opened(tx, linked) } };
  }

  private async opened(tx: ReadTx, { domainId, sessionId, secrets }: LinkedSession): Promise<SsoSecrets | null> {
    if (secrets === null) return null;
    const box = await this.boxes.of(tx, domainId);
    return JSON.parse(box.open(placeOf(domainId, sessionId), secrets).toString()) as SsoSecrets;
  }
}

function placeOf(domainId: string, sessionId: string): Place {
  return { purpose: 'sso-session', table: 'sso_session', column: 'secrets', rowId: sessionId, domainId };
}

async function soon<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS, null)));
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
