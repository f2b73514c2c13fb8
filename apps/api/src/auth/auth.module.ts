import { Global, Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { DomainsModule } from '../domains/domains.module.js';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { OutboxModule } from '../platform/outbox/outbox.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { SettingsModule } from '../settings/settings.module.js';
import { SecondFactorResets } from '../users/second-factor-resets.js';
import { UsersModule } from '../users/users.module.js';
import { DirectoryPasswords } from './accounts/directory-passwords.service.js';
import { DirectorySignIn } from './accounts/directory-sign-in.service.js';
import { DirectoryStanding } from './accounts/directory-standing.service.js';
import { OutsideAccounts } from './accounts/outside-accounts.service.js';
import { OutsideGuessesRepository } from './accounts/outside-guesses.repository.js';
import { OutsideGuesses } from './accounts/outside-guesses.service.js';
import { AttemptsRepository } from './attempts.repository.js';
import { CurrentPasswordService } from './current-password.service.js';
import { FirstStartService } from './first-start.service.js';
import { AddressFailuresRepository } from './lockout/address-failures.repository.js';
import { AddressThrottle } from './lockout/address-throttle.js';
import { DeviceCookie } from './lockout/device-cookie.js';
import { FailuresService } from './lockout/failures.service.js';
import { KnownDevices } from './lockout/known-devices.js';
import { KnownDevicesRepository } from './lockout/known-devices.repository.js';
import { MeController } from './me.controller.js';
import { MeService } from './me.service.js';
import { LdapMethod } from './methods/ldap.method.js';
import { LdapStrategy } from './methods/ldap.strategy.js';
import { OidcMethod } from './methods/oidc.method.js';
import { SamlMethod } from './methods/saml.method.js';
import { SamlVerifier } from './methods/saml/saml-verifier.js';
import { SamlPartiesService } from './methods/saml/saml-parties.service.js';
import { StandardMethod } from './methods/standard.method.js';
import { StandardStrategy } from './methods/standard.strategy.js';
import { NewPasswordService } from './new-password.service.js';
import { PasswordChanges } from './password-changes.service.js';
import { ForgottenPasswords } from './password-reset/forgotten-passwords.service.js';
import { PasswordResetController } from './password-reset/password-reset.controller.js';
import { PasswordResetService } from './password-reset/password-reset.service.js';
import { ResetRequestsRepository } from './password-reset/reset-requests.repository.js';
import { OwnSecondFactorController } from './second-factor/own-second-factor.controller.js';
import { OwnSecondFactor } from './second-factor/own-second-factor.service.js';
import { SecondFactorResetController } from './second-factor/second-factor-reset.controller.js';
import { SecondFactorReset } from './second-factor/second-factor-reset.service.js';
import { SecondFactorSignInController } from './second-factor/second-factor-sign-in.controller.js';
import { SecondFactorSignIn } from './second-factor/second-factor-sign-in.service.js';
import { SecondFactorsRepository } from './second-factor/second-factors.repository.js';
import { SecondFactors } from './second-factor/second-factors.service.js';
import { SignInAnswers } from './sign-in-answers.js';
import { SignInFlow } from './sign-in-flow.service.js';
import { SignInMethodsService } from './sign-in-methods.service.js';
import { SignInCheckController } from './sign-in-check/sign-in-check.controller.js';
import { SignInCheckService } from './sign-in-check/sign-in-check.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';
import { OidcLogout } from './sso/oidc-logout.service.js';
import { SamlLogout } from './sso/saml-logout.service.js';
import { SamlMetadataSchedule } from './sso/saml-metadata-schedule.service.js';
import { SamlController } from './sso/saml.controller.js';
import { SsoAccounts } from './sso/sso-accounts.service.js';
import { SsoAnswers } from './sso/sso-answers.js';
import { SsoAttemptsRepository } from './sso/sso-attempts.repository.js';
import { SsoCookie } from './sso/sso-cookie.js';
import { SsoDoor } from './sso/sso-door.service.js';
import { SsoMethods } from './sso/sso-methods.js';
import { SsoRefusals } from './sso/sso-refusals.service.js';
import { SsoRemindersSchedule } from './sso/sso-reminders-schedule.service.js';
import { SsoSessionsRepository } from './sso/sso-sessions.repository.js';
import { SsoSessions } from './sso/sso-sessions.service.js';
import { SsoSignIn } from './sso/sso-sign-in.service.js';
import { SsoTestRuns } from './sso/sso-test-runs.service.js';
import { SsoVolume } from './sso/sso-volume.js';
import { SsoController } from './sso/sso.controller.js';
import { StepUpService } from './step-up.service.js';

/** Global for `SecondFactorResets` alone: provisioning, which does not know signing in, asks for it. */
@Global()
@Module({
  imports: [
    AuditModule,
    DomainsModule,
    JobsModule,
    OutboxModule,
    ProvidersModule,
    SessionsModule,
    SettingsModule,
    UsersModule,
  ],
  controllers: [
    SignInCheckController,
    SignInController,
    SecondFactorSignInController,
    PasswordResetController,
    MeController,
    OwnSecondFactorController,
    SecondFactorResetController,
    SsoController,
    SamlController,
  ],
  providers: [
    AddressFailuresRepository,
    AddressThrottle,
    AttemptsRepository,
    CurrentPasswordService,
    DeviceCookie,
    DirectoryPasswords,
    DirectorySignIn,
    DirectoryStanding,
    FailuresService,
    FirstStartService,
    ForgottenPasswords,
    KnownDevices,
    KnownDevicesRepository,
    LdapMethod,
    LdapStrategy,
    MeService,
    NewPasswordService,
    OidcLogout,
    OidcMethod,
    OutsideAccounts,
    OutsideGuesses,
    OutsideGuessesRepository,
    OwnSecondFactor,
    PasswordChanges,
    PasswordResetService,
    ResetRequestsRepository,
    SamlLogout,
    SamlMetadataSchedule,
    SamlMethod,
    SamlVerifier,
    SamlPartiesService,
    SecondFactorReset,
    SecondFactorSignIn,
    SecondFactors,
    SecondFactorsRepository,
    SignInAnswers,
    SignInCheckService,
    SignInFlow,
    SignInMethodsService,
    SignInService,
    SsoAccounts,
    SsoAnswers,
    SsoAttemptsRepository,
    SsoCookie,
    SsoDoor,
    SsoMethods,
    SsoRefusals,
    SsoRemindersSchedule,
    SsoSessions,
    SsoSessionsRepository,
    SsoSignIn,
    SsoTestRuns,
    SsoVolume,
    StandardMethod,
    StandardStrategy,
    StepUpService,
    { provide: SecondFactorResets, useExisting: SecondFactorReset },
  ],
  exports: [SecondFactorResets],
})
export class AuthModule {}
