import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Boxes } from '../database/boxes.js';
import type { WriteTx } from '../database/transaction.js';
import { SystemUnitOfWork } from '../database/unit-of-work.js';
import { errorCode } from '../error-code.js';
import { writeLetter } from '../mail/letters.js';
import { Mailer, type Mail } from '../mail/mail.js';
import { bodyPlace } from './body-place.js';
import { OutboxRepository, type DueMessage } from './outbox.repository.js';

const POLL_MS = 5_000;
const BATCH = 5;
/** Longer than the longest delivery, so that no other instance sends the same mail meanwhile. */
const LEASE_SECONDS = 60;
const KEEP_HOURS = 24;
const FIRST_WAIT_SECONDS = 10;
const LONGEST_WAIT_SECONDS = 3_600;
const SHUTDOWN_MS = 1_500;

type Parcel = { readonly id: string; readonly mail: Mail; readonly attempts: number };

/**
 * Carries out what the outbox holds. A message is taken in one short transaction, sent outside of any, and marked in
 * another: a mail is sent twice only when the process dies between the server's answer and the mark.
 */
@Injectable()
export class OutboxCourier implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(OutboxCourier.name);
  private timer: NodeJS.Timeout | null = null;
  private round: Promise<void> | null = null;
  private isWanted = false;
  private isStopped = true;

  constructor(
    private readonly system: SystemUnitOfWork,
    private readonly boxes: Boxes,
    private readonly messages: OutboxRepository,
    private readonly mailer: Mailer,
    private readonly config: Config,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.mailer.isReady) return;
    this.isStopped = false;
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearInterval(this.timer);
    await Promise.race([this.round, new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref())]);
    this.mailer.close();
  }

  /** Something is due now; never waits and never fails. */
  wake(): void {
    this.isWanted = true;
    if (this.isStopped || this.round) return;
    this.round = this.deliverAll()
      .catch((error: unknown) => this.logger.warn(`the outbox can not be read: ${errorCode(error) || String(error)}`))
      .finally(() => {
        this.round = null;
      });
  }

  private async deliverAll(): Promise<void> {
    while (this.isWanted && !this.isStopped) {
      this.isWanted = false;
      const taken = await this.deliverDue();
      if (taken === BATCH) this.isWanted = true;
    }
  }

  /** Tries one batch of what is due. @returns how many were taken */
  async deliverDue(): Promise<number> {
    const { taken, parcels } = await this.system.maintain((tx) => this.take(tx));
    await Promise.all(parcels.map((parcel) => this.deliver(parcel)));
    return taken;
  }

  private async take(tx: WriteTx): Promise<{ taken: number; parcels: readonly Parcel[] }> {
    const due = await this.messages.take(tx, BATCH, LEASE_SECONDS, KEEP_HOURS);
    const parcels: Parcel[] = [];
    for (const message of due) {
      const parcel = await this.open(tx, message);
      if (parcel) parcels.push(parcel);
    }
    return { taken: due.length, parcels };
  }

  private async open(tx: WriteTx, message: DueMessage): Promise<Parcel | null> {
    const { id, domainId, sealed, attempts } = message;
    if (message.isTooOld) return this.giveUp(tx, message, `Not delivered within ${KEEP_HOURS} hours`);
    const box = await this.boxes.of(tx, domainId);
    try {
      const mail = JSON.parse(box.open(bodyPlace(id, domainId), sealed).toString('utf8')) as Mail;
      return { id, mail, attempts };
    } catch {
      return this.giveUp(tx, message, 'The body can not be opened');
    }
  }

  private async giveUp(tx: WriteTx, { id, kind }: DueMessage, because: string): Promise<null> {
    await this.messages.markFailed(tx, id, because);
    this.logger.error(`gave up the mail ${id} (${kind}): ${because}`);
    return null;
  }

  private async deliver({ id, mail, attempts }: Parcel): Promise<void> {
    try {
      await this.mailer.send(writeLetter(mail, this.config.baseUrl), id);
    } catch (error) {
      const because = reasonOf(error);
      this.logger.warn(`the mail ${id} (${mail.kind}) waits after attempt ${attempts}: ${because}`);
      await this.system.maintain((tx) => this.messages.retryLater(tx, id, waitAfter(attempts), because));
      return;
    }
    await this.system.maintain((tx) => this.messages.markSent(tx, id));
  }
}

function waitAfter(attempts: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** (attempts - 1));
}

/** Code and answer of the server, not its words: they may repeat the address or the credentials. */
function reasonOf(error: unknown): string {
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
  const parts = [errorCode(error), responseCode, command].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join(' ') : 'The mail server does not answer';
}
