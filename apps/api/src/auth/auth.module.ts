import { Module } from '@nestjs/common';
import { DomainsModule } from '../domains/domains.module.js';
import { OutboxModule } from '../platform/outbox/outbox.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { UsersModule } from '../users/users.module.js';
import { AttemptsRepository } from './attempts.repository.js';
import { FirstStartService } from './first-start.service.js';
import { InitialPasswordFile } from './initial-password-file.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { StandardMethod } from './methods/standard.method.js';
import { StandardStrategy } from './methods/standard.strategy.js';
import { NewPasswordService } from './new-password.service.js';
import { SignInAnswers } from './sign-in-answers.js';
import { SignInMethodsService } from './sign-in-methods.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';

@Module({
  imports: [DomainsModule, OutboxModule, SessionsModule, SettingsModule, UsersModule],
  controllers: [SignInController, MeController],
  providers: [
    AttemptsRepository,
    FirstStartService,
    InitialPasswordFile,
    MeService,
    NewPasswordService,
    SignInAnswers,
    SignInMethodsService,
    SignInService,
    StandardMethod,
    StandardStrategy,
  ],
})
export class AuthModule {}
