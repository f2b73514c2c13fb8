import { Injectable } from '@nestjs/common';
import { Boxes } from '../database/boxes.js';
import type { WriteTx } from '../database/transaction.js';
import { newId } from '../ids.js';
import { isMailable } from '../mail/address.js';
import { Mailer, type Mail } from '../mail/mail.js';
import { OutboxCourier } from './outbox.courier.js';
import { OutboxRepository } from './outbox.repository.js';
import { bodyPlace } from './body-place.js';

/** Mail goes out only for what is committed: it is a row of the change's own transaction. */
@Injectable()
export class OutboxService {
  constructor(
    private readonly boxes: Boxes,
    private readonly messages: OutboxRepository,
    private readonly courier: OutboxCourier,
    private readonly mailer: Mailer,
  ) {}

  /** Whether mail leaves at all; without a mail server it waits, and a link in it may be too old by then. */
  get isDelivering(): boolean {
    return this.mailer.isReady;
  }

  /** An address that can not be used never stops the change: its mail is kept as failed, without the body. */
  async add(tx: WriteTx, domainId: string, mail: Mail): Promise<void> {
    const id = newId();
    if (!isMailable(mail.to.address)) {
      const refusedBecause = 'The address can not be used';
      return this.messages.add(tx, { id, domainId, kind: mail.kind, sealed: null, refusedBecause });
    }
    const box = await this.boxes.of(tx, domainId);
    const sealed = box.seal(bodyPlace(id, domainId), JSON.stringify(mail));
    await this.messages.add(tx, { id, domainId, kind: mail.kind, sealed, refusedBecause: null });
    tx.afterCommit(() => this.courier.wake());
  }
}
