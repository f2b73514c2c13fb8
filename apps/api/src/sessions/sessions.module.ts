import { Global, Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { AccessEnder } from '../platform/access-ender.js';
import { Authenticator } from '../platform/http/authenticator.js';
import { UpkeepModule } from '../platform/upkeep/upkeep.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { UserAsOfController } from './as-of/user-as-of.controller.js';
import { UserAsOfService } from './as-of/user-as-of.service.js';
import { LiveSessions } from './live-sessions.js';
import { PendingAccess } from './pending-access.repository.js';
import { SessionAuthenticator } from './session-authenticator.js';
import { SessionEndings } from './session-endings.service.js';
import { SessionCookie } from './session-cookie.js';
import { SessionEnder } from './session-ender.js';
import { RenewalRepository } from './session-renewal.repository.js';
import { SessionRenewal } from './session-renewal.service.js';
import { SessionListing } from './session-listing.repository.js';
import { SessionUpkeep } from './session-upkeep.repository.js';
import { SessionUpkeepService } from './session-upkeep.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Global for `AccessEnder` and `Authenticator` alone: users, Domains and the guard, which lie below, ask for them. */
@Global()
@Module({
  imports: [DomainsModule, SettingsModule, UpkeepModule, UsersModule],
  controllers: [SessionsController, UserAsOfController],
  providers: [
    LiveSessions,
    PendingAccess,
    RenewalRepository,
    SessionCookie,
    SessionEndings,
    SessionListing,
    SessionRenewal,
    SessionUpkeep,
    SessionUpkeepService,
    SessionsRepository,
    SessionsService,
    UserAsOfService,
    { provide: AccessEnder, useClass: SessionEnder },
    { provide: Authenticator, useClass: SessionAuthenticator },
  ],
  exports: [AccessEnder, Authenticator, LiveSessions, SessionCookie, SessionEndings, SessionRenewal, SessionsService],
})
export class SessionsModule {}
