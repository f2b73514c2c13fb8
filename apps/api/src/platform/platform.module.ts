import { Global, Module, type DynamicModule } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from './config/config.js';
import { DomainBoxes } from './crypto/data-keys.js';
import { HashLane } from './crypto/hash-lane.js';
import { KeyRing } from './crypto/key-ring.js';
import { PasswordHasher } from './crypto/password-hasher.js';
import { SessionTokens } from './crypto/session-jwt.js';
import { AccessBus } from './database/access-bus.js';
import { Boxes } from './database/boxes.js';
import { KeysRepository } from './database/keys.repository.js';
import { SigningKeyRotation } from './database/signing-key-rotation.js';
import { SigningKeyWatch } from './database/signing-key-watch.js';
import { SystemUnitOfWork, UnitOfWork } from './database/unit-of-work.js';
import { PinoLogger } from './logging/pino-logger.js';
import { OutgoingGuard } from './outgoing/outgoing-guard.js';
import { Outgoing } from './outgoing/outgoing.js';

/** What is opened before the application is built: it can fail, and then nothing starts. */
export type Opened = {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly ring: KeyRing;
  readonly sessionTokens: SessionTokens;
  readonly logger: PinoLogger;
};

@Global()
@Module({})
export class PlatformModule {
  static on({ config, dataSource, ring, sessionTokens, logger }: Opened): DynamicModule {
    const made = [
      AccessBus,
      Boxes,
      HashLane,
      KeysRepository,
      Outgoing,
      OutgoingGuard,
      PasswordHasher,
      SigningKeyRotation,
      SigningKeyWatch,
      SystemUnitOfWork,
      UnitOfWork,
    ];
    const given = [
      { provide: Config, useValue: config },
      { provide: DataSource, useValue: dataSource },
      { provide: DomainBoxes, useValue: new DomainBoxes(ring) },
      { provide: KeyRing, useValue: ring },
      { provide: PinoLogger, useValue: logger },
      { provide: SessionTokens, useValue: sessionTokens },
    ];
    return { module: PlatformModule, providers: [...given, ...made], exports: [...given, ...made] };
  }
}
