import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { inDomain } from '../../platform/actor.js';
import { SystemUnitOfWork } from '../../platform/database/unit-of-work.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { SamlMetadata } from '../../providers/saml/saml-metadata.service.js';

const NAME = 'wardkeep-saml-metadata';
/** Not on the hour, when everybody does it. */
const DAILY = '23 2 * * *';

/** Reads the metadata of all providers that have it at an address, once a day among all instances. */
@Injectable()
export class SamlMetadataSchedule implements OnModuleInit {
  private readonly logger = new Logger(SamlMetadataSchedule.name);

  constructor(
    private readonly jobs: JobsService,
    private readonly system: SystemUnitOfWork,
    private readonly metadata: SamlMetadata,
  ) {}

  onModuleInit(): void {
    this.jobs.schedule(NAME, DAILY, () => this.readAll());
  }

  /** One after the other: none waits for another's failure. */
  async readAll(): Promise<void> {
    const due = await this.system.read((tx) => this.metadata.due(tx));
    for (const { id, domainId, domainName } of due) {
      await this.metadata.read(inDomain({ id: domainId, name: domainName }), id).catch((error: unknown) => {
        this.logger.warn(`metadata of ${id}: ${error instanceof Error ? error.message : String(error)}`);
      });
    }
  }
}
