import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DomainsModule } from '../../domains/domains.module.js';
import type { Config } from '../../platform/config/config.js';
import { openKeys } from '../../platform/database/open-keys.js';
import { openDatabase } from '../../platform/database/open.js';
import { createLogger } from '../../platform/logging/logger.js';
import { NestLogger } from '../../platform/logging/nest-logger.js';
import { PinoLogger } from '../../platform/logging/pino-logger.js';
import { PlatformModule, type Opened } from '../../platform/platform.module.js';
import { SessionsModule } from '../sessions.module.js';
import { SessionsRepository } from '../sessions.repository.js';
import { SigningKeyReplacement, type Replacement } from './signing-key-replacement.service.js';

/** As much of the application as this needs: nothing that listens and no jobs. */
@Module({})
class ReplacementModule {
  static on(opened: Opened): DynamicModule {
    return {
      module: ReplacementModule,
      imports: [PlatformModule.on(opened), DomainsModule, SessionsModule],
      providers: [SessionsRepository, SigningKeyReplacement],
    };
  }
}

/** Opens what the server opens, replaces the key, and closes all of it. How many sessions ended; null without a set-up. */
export async function replaceSigningKey(config: Config, how: Replacement): Promise<number | null> {
  const logger = new PinoLogger(createLogger({ log: { format: 'pretty', level: 'warn' } }, process.stderr));
  const { dataSource, close } = await openDatabase(config, logger);
  try {
    const { ring, sessionTokens } = await openKeys(config, dataSource);
    const application = await NestFactory.createApplicationContext(
      ReplacementModule.on({ config, dataSource, ring, sessionTokens, logger }),
      { logger: new NestLogger(logger.logger), abortOnError: false },
    );
    try {
      return await application.get(SigningKeyReplacement).run(how);
    } finally {
      await application.close();
    }
  } finally {
    await close();
  }
}
