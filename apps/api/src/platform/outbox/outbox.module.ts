import { Module } from '@nestjs/common';
import { MailModule } from '../mail/mail.module.js';
import { OutboxCourier } from './outbox.courier.js';
import { OutboxRepository } from './outbox.repository.js';
import { OutboxService } from './outbox.service.js';

@Module({
  imports: [MailModule],
  providers: [OutboxRepository, OutboxCourier, OutboxService],
  exports: [OutboxService],
})
export class OutboxModule {}
