import { Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { OutboxModule } from '../platform/outbox/outbox.module.js';
import { ExpiringPasswords } from './expiring-passwords.repository.js';
import { ExpiryReminders } from './expiry-reminders.service.js';

/** Apart from users, which a command of the host uses without jobs. */
@Module({ imports: [DomainsModule, JobsModule, OutboxModule], providers: [ExpiringPasswords, ExpiryReminders] })
export class ExpiryRemindersModule {}
