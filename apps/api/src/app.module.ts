import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { AuditModule } from './audit/audit.module.js';
import { AuthModule } from './auth/auth.module.js';
import { DomainsModule } from './domains/domains.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { AccessGuard } from './platform/http/access.guard.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { validation } from './platform/http/validation.js';
import { VersionTag } from './platform/http/version.js';
import { JobsModule } from './platform/jobs/jobs.module.js';
import { PlatformModule, type Opened } from './platform/platform.module.js';
import { UpkeepModule } from './platform/upkeep/upkeep.module.js';
import { BulkModule } from './provisioning/bulk/bulk.module.js';
import { ExportsModule } from './provisioning/exports/exports.module.js';
import { ProvisioningModule } from './provisioning/provisioning.module.js';
import { RolesModule } from './roles/roles.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { ExpiryRemindersModule } from './users/expiry-reminders.module.js';
import { UsersModule } from './users/users.module.js';

const FEATURES = [
  AuditModule,
  AuthModule,
  BulkModule,
  DomainsModule,
  ExportsModule,
  JobsModule,
  ProvisioningModule,
  RolesModule,
  SessionsModule,
  UsersModule,
];

@Module({})
export class AppModule {
  static on(opened: Opened): DynamicModule {
    return {
      module: AppModule,
      imports: [PlatformModule.on(opened), HealthModule, UpkeepModule, ExpiryRemindersModule, ...FEATURES],
      providers: [
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useFactory: validation },
        { provide: APP_INTERCEPTOR, useClass: VersionTag },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
