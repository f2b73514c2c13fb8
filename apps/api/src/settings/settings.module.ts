import { Module } from '@nestjs/common';
import { JobsModule } from '../platform/jobs/jobs.module.js';
import { DomainSettingsController } from './domain-settings.controller.js';
import { PasswordExpiryRepository } from './password-expiry.repository.js';
import { PasswordExpiryService } from './password-expiry.service.js';
import { Reasons } from './reasons.service.js';
import { SettingsAdministration } from './settings-administration.service.js';
import { SettingsChanges } from './settings-changes.service.js';
import { SettingsPreviewRepository } from './settings-preview.repository.js';
import { SettingsPreviewService } from './settings-preview.service.js';
import { SettingsController } from './settings.controller.js';
import { SettingsRepository } from './settings.repository.js';
import { SettingsService } from './settings.service.js';
import { StorablePasswords } from './storable-passwords.service.js';

@Module({
  imports: [JobsModule],
  controllers: [SettingsController, DomainSettingsController],
  providers: [
    PasswordExpiryRepository,
    PasswordExpiryService,
    Reasons,
    SettingsAdministration,
    SettingsChanges,
    SettingsPreviewRepository,
    SettingsPreviewService,
    SettingsRepository,
    SettingsService,
    StorablePasswords,
  ],
  exports: [Reasons, SettingsService],
})
export class SettingsModule {}
