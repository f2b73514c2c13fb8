import { Module, type DynamicModule } from '@nestjs/common';
import { DomainsModule } from '../../domains/domains.module.js';
import { OutboxModule } from '../../platform/outbox/outbox.module.js';
import { PlatformModule, type Opened } from '../../platform/platform.module.js';
import { SessionsModule } from '../../sessions/sessions.module.js';
import { UsersModule } from '../../users/users.module.js';
import { AdministratorRecovery } from './administrator-recovery.service.js';

/** As much of the application as the recovery needs: nothing that listens and no jobs. */
@Module({})
export class RecoveryModule {
  static on(opened: Opened): DynamicModule {
    return {
      module: RecoveryModule,
      imports: [PlatformModule.on(opened), DomainsModule, OutboxModule, SessionsModule, UsersModule],
      providers: [AdministratorRecovery],
    };
  }
}
