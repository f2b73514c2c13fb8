import { Injectable } from '@nestjs/common';
import type { SecretBox } from '../crypto/secret-box.js';
import { Boxes } from '../database/boxes.js';
import type { WriteTx } from '../database/transaction.js';
import { newId } from '../ids.js';
import { isMailable } from '../mail/address.js';
import { Mailer, type Mail } from '../mail/mail.js';
import { OutboxCourier } from './outbox.courier.js';
import { OutboxRepository, type NewMessage } from './outbox.repository.js';
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
    await this.addAll(tx, domainId, [mail]);
  }

  /** Several at once, in one statement. */
  async addAll(tx: WriteTx, domainId: string, mails: readonly Mail[]): Promise<void> {
    const box = await this.boxes.of(tx, domainId);
    const messages = mails.map((mail) => messageOf(box, domainId, mail));
    await this.messages.add(tx, messages);
    if (messages.some(({ sealed }) => sealed !== null)) tx.afterCommit(() => this.courier.wake());
  }
}

function messageOf(box: SecretBox, domainId: string, mail: Mail): NewMessage {
  const id = newId();
  if (!isMailable(mail.to.address)) {
    return { id, domainId, kind: mail.kind, sealed: null, refusedBecause: 'The address can not be used' };
  }
  const sealed = box.seal(bodyPlace(id, domainId), JSON.stringify(mail));
  return { id, domainId, kind: mail.kind, sealed, refusedBecause: null };
}
