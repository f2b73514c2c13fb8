import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { IMPORT_LIMITS, type Import, type ImportOptions } from 'wardkeep/contracts';
import type { Actor } from '../../platform/actor.js';
import type { SecretBox } from '../../platform/crypto/secret-box.js';
import { Boxes } from '../../platform/database/boxes.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { newId } from '../../platform/ids.js';
import { JobsService } from '../../platform/jobs/jobs.service.js';
import { SettingsService } from '../../settings/settings.service.js';
import { openFile, unreadable, type OpenedFile } from './import-file.js';
import { explainForm, openForm, tooLarge, type UploadForm } from './import-form.js';
import { readHeaders } from './import-headers.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { subjectOf, toImport, type Person } from './import-run.js';
import { staged } from './import-staging.js';
import { ImportsRepository } from './imports.repository.js';
import { USER_IMPORT } from './user-import.kind.js';

/** Files that this process reads at once; each costs the time of a core. */
const MOST_AT_ONCE = 4;
const REMOVED = 2_000;

type Upload = {
  readonly id: string;
  readonly fileName: string;
  readonly headers: Import['headers'];
  readonly file: OpenedFile;
  readonly withoutPassword: NonNullable<ImportOptions['withoutPassword']>;
};

/** Takes a file in as it comes: never more of it in memory than a batch of rows. */
@Injectable()
export class ImportUploads {
  private underWay = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly boxes: Boxes,
    private readonly settings: SettingsService,
    private readonly jobs: JobsService,
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
  ) {}

  async upload(actor: Actor, request: FastifyRequest): Promise<Import> {
    if (actor.dryRun) throw notRehearsed();
    if (this.underWay >= MOST_AT_ONCE) throw new Problem('too-many-requests', { retryAfterSeconds: 5 });
    this.underWay += 1;
    try {
      return await this.take(actor, await openForm(request));
    } catch (error) {
      // Whoever sends on reads the refusal only once the rest is taken in, which nobody looks at.
      request.raw.unpipe().resume();
      throw explainForm(error);
    } finally {
      this.underWay -= 1;
    }
  }

  private async take(actor: Actor, form: UploadForm): Promise<Import> {
    const file = await openFile(form.file);
    const headers = readHeaders(file.headers, form.options.mapping ?? {});
    const { passwords } = await this.settings.in(actor.domain.id);
    const withoutPassword = form.options.withoutPassword ?? (passwords.temporaryPasswords ? 'temporary' : 'invitation');
    const upload = { id: newId(), fileName: form.fileName, headers, file, withoutPassword };
    const box = await this.begin(actor, upload);
    try {
      const count = await this.stage(actor, upload, box);
      if (form.file.truncated) throw tooLarge();
      await form.end();
      if (count === 0) throw unreadable('no-rows', 'has no rows behind its first line');
      return await this.complete(actor, upload, count);
    } catch (error) {
      await this.discard(actor, upload.id).catch(() => undefined);
      throw error;
    }
  }

  private begin(actor: Actor, { id, fileName, headers, file, withoutPassword }: Upload): Promise<SecretBox> {
    return this.unitOfWork.write(quiet(actor), async (tx) => {
      if ((await this.imports.countOpen(tx)) >= IMPORT_LIMITS.open) throw new Problem('too-many-imports');
      const { delimiter } = file;
      const domainId = actor.domain.id;
      await this.imports.add(tx, {
        id,
        domainId,
        fileName,
        delimiter,
        headers,
        withoutPassword,
        uploader: personOf(actor),
      });
      return { result: await this.boxes.of(tx, domainId), unchanged: true };
    });
  }

  /** @returns how many rows there are */
  private async stage(actor: Actor, { id: importId, headers, file }: Upload, box: SecretBox): Promise<number> {
    const domainId = actor.domain.id;
    const columns = headers.map(({ column }) => column);
    let count = 0;
    await file.records(async (batch) => {
      const rows = batch.map((record, index) => staged(box, { domainId, importId, columns }, record, count + index));
      await this.unitOfWork.write(quiet(actor), async (tx) => {
        await this.rows.add(tx, domainId, importId, rows);
        return { result: undefined, unchanged: true };
      });
      count += batch.length;
    });
    return count;
  }

  /** The same key with another file is another request. */
  private complete(actor: Actor, { id, fileName, file, withoutPassword }: Upload, count: number): Promise<Import> {
    const { bytes, sha256 } = file.read();
    const once = actor.once && {
      ...actor.once,
      requestHash: createHash('sha256').update(actor.once.requestHash).update(`${sha256} ${withoutPassword}`).digest(),
    };
    return this.unitOfWork.write({ ...actor, once }, async (tx) => {
      const jobId = await this.jobs.start(tx, actor, USER_IMPORT, { importId: id });
      await this.imports.complete(tx, id, jobId, count, bytes);
      const record = await this.imports.find(tx, id);
      if (!record) throw new Problem('import-not-found');
      const facts = Object.entries({ rows: count, bytes, sha256, withoutPassword });
      const changes = facts.map(([field, after]) => ({ field, before: null, after }));
      return {
        result: toImport(record),
        audit: [{ type: 'import.uploaded', subject: subjectOf({ id, fileName }), changes }],
      };
    });
  }

  private async discard(actor: Actor, id: string): Promise<void> {
    for (let removed = REMOVED; removed === REMOVED;) {
      removed = await this.unitOfWork.write(quiet(actor), async (tx) => ({
        result: await this.rows.remove(tx, id, REMOVED),
        unchanged: true,
      }));
    }
    await this.unitOfWork.write(quiet(actor), async (tx) => {
      await this.imports.remove(tx, id);
      return { result: undefined, unchanged: true };
    });
  }
}

export function personOf({ userId: id, username, home }: Actor): Person {
  return { id, username, domain: home.name };
}

/** A part of the upload: the request is carried out, and its key used up, only with the last one. */
function quiet(actor: Actor): Actor {
  return { ...actor, once: null, dryRun: false };
}

function notRehearsed(): Problem {
  const detail = 'is a rehearsal already: nothing is imported before it is confirmed';
  return new Problem('invalid-request', { errors: [{ pointer: '?dryRun', code: 'not-possible', detail }] });
}
