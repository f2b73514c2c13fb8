import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common';
import { inDomain, NOWHERE, type DomainActor, type Origin } from '../../platform/actor.js';
import type { AuditEntry } from '../../platform/database/change.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { SystemUnitOfWork, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { errorCode } from '../../platform/error-code.js';
import { newId } from '../../platform/ids.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import { AccountLinks, holderOf } from '../../users/account-links.service.js';
import { UserAccounts } from '../../users/user-accounts.service.js';
import { subjectOf, type AccountRecord } from '../../users/user-record.js';
import { groupOf } from '../lockout/address-throttle.js';
import { ResetRequestsRepository, type ResetRequest } from './reset-requests.repository.js';

const NAME = 'wardkeep-forgotten-passwords';
const EVERY_MINUTE = '* * * * *';
/** The answer is on its way before anything is looked up, so that it takes as long for everybody. */
const AFTER_MS = 200;
const BATCH = 20;
const SHUTDOWN_MS = 1_500;
const MOST_OF_ADDRESS = 20;
const MOST_MAILS = 3;

/** People who forgot their password. Whether there is an account is found out after the answer, and told by mail alone. */
@Injectable()
export class ForgottenPasswords implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ForgottenPasswords.name);
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> | null = null;
  private isStopped = true;

  constructor(
    private readonly jobs: JobsService,
    private readonly system: SystemUnitOfWork,
    private readonly unitOfWork: UnitOfWork,
    private readonly requests: ResetRequestsRepository,
    private readonly accounts: UserAccounts,
    private readonly links: AccountLinks,
    private readonly settings: SettingsService,
  ) {}

  /** For what a process kept and did not live to handle. */
  onModuleInit(): void {
    this.jobs.schedule(NAME, EVERY_MINUTE, () => this.handleAll());
  }

  onApplicationBootstrap(): void {
    this.isStopped = false;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearTimeout(this.timer);
    await Promise.race([this.round, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
  }

  async request(domain: string | null, username: string, { address }: Origin): Promise<void> {
    const request = {
      id: newId(),
      domainKey: domain?.toLowerCase() ?? null,
      nameKey: username.toLowerCase(),
      address: groupOf(address),
    };
    await this.system.maintain(async (tx) => {
      await this.requests.keep(tx, request, MOST_OF_ADDRESS);
      tx.afterCommit(() => this.wakeSoon());
    });
  }

  /** Every request that is open. One that fails stays open for the next time. */
  async handleAll(): Promise<void> {
    for (let last = ''; !this.isStopped;) {
      const open = await this.system.read((tx) => this.requests.open(tx, BATCH));
      const newest = open.at(-1)?.id ?? '';
      for (const request of open) await this.handle(request).catch((error: unknown) => this.warn(error));
      if (open.length < BATCH || newest === last) return;
      last = newest;
    }
  }

  private wakeSoon(): void {
    if (this.isStopped || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.round = this.handleAll().catch((error: unknown) => this.warn(error));
    }, AFTER_MS).unref();
  }

  /** The request, the link and the mail in one transaction: all of it happened once, or nothing did. */
  private async handle(request: ResetRequest): Promise<void> {
    const domain = { id: request.domainId, name: request.domainName };
    const actor = inDomain(domain, { ...NOWHERE, address: request.address });
    await this.unitOfWork.write(actor, async (tx) => {
      const audit = (await this.requests.take(tx, request.id)) ? await this.mail(tx, actor, request) : null;
      return audit ? { result: undefined, audit: [audit] } : { result: undefined, unchanged: true };
    });
  }

  private async mail(tx: WriteTx, actor: DomainActor, request: ResetRequest): Promise<AuditEntry | null> {
    if (!(await this.isWorthwhile(tx, request))) return null;
    const found = await this.accounts.byLoginName(tx, request.nameKey);
    const user = found && (await this.accounts.lock(tx, found.id));
    const holder = user && holderOf(user);
    if (!holder || !user.enabled || user.login_method !== 'standard') return null;
    if ((await this.requests.mailed(tx, namesOf(user))) >= MOST_MAILS) return null;
    await this.links.mailReset(tx, actor, holder);
    await this.requests.markMailed(tx, request.id);
    return { type: 'password.reset-mailed', subject: subjectOf(user), detail: 'forgotten' };
  }

  private async isWorthwhile(tx: WriteTx, { domainId, domainEnabled, isTooOld }: ResetRequest): Promise<boolean> {
    const { forgotPassword } = await this.settings.of(tx, domainId);
    return forgotPassword && domainEnabled && !isTooOld && this.links.isDelivering;
  }

  private warn(error: unknown): void {
    this.logger.warn(`forgotten passwords wait: ${errorCode(error) || String(error)}`);
  }
}

function namesOf({ username, email }: AccountRecord): string[] {
  return [username, email].filter((name) => name !== null).map((name) => name.toLowerCase());
}
