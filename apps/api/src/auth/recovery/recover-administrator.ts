import { NestFactory } from '@nestjs/core';
import type { Config } from '../../platform/config/config.js';
import { openKeys } from '../../platform/database/open-keys.js';
import { openDatabase } from '../../platform/database/open.js';
import { createLogger } from '../../platform/logging/logger.js';
import { NestLogger } from '../../platform/logging/nest-logger.js';
import { PinoLogger } from '../../platform/logging/pino-logger.js';
import { AdministratorRecovery, type Recovered } from './administrator-recovery.service.js';
import { RecoveryModule } from './recovery.module.js';

/** Opens what the server opens, recovers, and closes all of it; null when there is nobody to recover. */
export async function recoverAdministrator(config: Config): Promise<Recovered | null> {
  const logger = new PinoLogger(createLogger({ log: { format: 'pretty', level: 'warn' } }, process.stderr));
  const { dataSource, close } = await openDatabase(config, logger);
  try {
    const { ring, sessionTokens } = await openKeys(config, dataSource);
    const application = await NestFactory.createApplicationContext(
      RecoveryModule.on({ config, dataSource, ring, sessionTokens, logger }),
      { logger: new NestLogger(logger.logger), abortOnError: false },
    );
    try {
      return await application.get(AdministratorRecovery).run();
    } finally {
      await application.close();
    }
  } finally {
    await close();
  }
}
