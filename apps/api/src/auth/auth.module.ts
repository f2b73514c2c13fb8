import { Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { OutboxModule } from '../platform/outbox/outbox.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { AttemptsRepository } from './attempts.repository.js';
import { CurrentPasswordService } from './current-password.service.js';
import { FirstStartService } from './first-start.service.js';
import { InitialPasswordFile } from './initial-password-file.js';
import { AddressFailuresRepository } from './lockout/address-failures.repository.js';
import { AddressThrottle } from './lockout/address-throttle.js';
import { DeviceCookie } from './lockout/device-cookie.js';
import { FailuresService } from './lockout/failures.service.js';
import { KnownDevices } from './lockout/known-devices.js';
import { KnownDevicesRepository } from './lockout/known-devices.repository.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { StandardMethod } from './methods/standard.method.js';
import { StandardStrategy } from './methods/standard.strategy.js';
import { NewPasswordService } from './new-password.service.js';
import { SignInAnswers } from './sign-in-answers.js';
import { SignInFlow } from './sign-in-flow.service.js';
import { SignInMethodsService } from './sign-in-methods.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [DomainsModule, OutboxModule, SessionsModule, SettingsModule, UsersModule],
  controllers: [SignInController, MeController],
  providers: [
    AddressFailuresRepository,
    AddressThrottle,
    AttemptsRepository,
    CurrentPasswordService,
    DeviceCookie,
    FailuresService,
    FirstStartService,
    InitialPasswordFile,
    KnownDevices,
    KnownDevicesRepository,
    MeService,
    NewPasswordService,
    SignInAnswers,
    SignInFlow,
    SignInMethodsService,
    SignInService,
    StandardMethod,
    StandardStrategy,
  ],
})
export class AuthModule {}
