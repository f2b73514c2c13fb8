import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SigningKeyRotation } from '../platform/database/signing-key-rotation.js';
import { UpkeepService } from '../platform/upkeep/upkeep.service.js';
import { SettingsService } from '../settings/settings.service.js';
import { SessionUpkeep } from './session-upkeep.repository.js';

/** Sessions that nobody used for too long, or that last too long, are refused at use; here they end in the list too. */
@Injectable()
export class SessionUpkeepService implements OnModuleInit {
  constructor(
    private readonly upkeep: UpkeepService,
    private readonly settings: SettingsService,
    private readonly sessions: SessionUpkeep,
    private readonly rotation: SigningKeyRotation,
  ) {}

  onModuleInit(): void {
    this.upkeep.add(async (tx, batch) => this.sessions.endOver(tx, await this.settings.sessionLimits(tx), batch));
    this.upkeep.add((tx) => this.rotation.carryOn(tx));
  }
}
