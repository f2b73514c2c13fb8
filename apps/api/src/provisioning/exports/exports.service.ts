import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { LIMITS } from 'wardkeep/contracts';
import type { ExportUsersQueryDto } from 'wardkeep/contracts/dto';
import { holds } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import type { LiveSession } from '../../sessions/live-session.js';
import { refuseWithoutProof } from '../../sessions/recent-proof.js';
import { Reasons } from '../../settings/reasons.service.js';
import { CopiedUsers } from './copied-users.js';
import { csvFile, csvOf, jsonFile, jsonOf } from './export-lines.js';
import { ExportsRepository, type PageRow, type Wanted } from './exports.repository.js';

/** Each on PostgreSQL has a connection of its own, and keeps the server from tidying up as long as it lasts. */
const MOST_AT_ONCE = 2;
const RETRY_SECONDS = 10;
/** Somebody who takes nothing for so long is gone. */
const STALLED_MS = 60_000;
const PAGE = 500;

/** Users as a file that is written while it is read, however many they are. */
@Injectable()
export class ExportsService {
  private running = 0;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly exports: ExportsRepository,
    private readonly reasons: Reasons,
  ) {}

  /** The audit event is written before the first byte. A dry run ends with it, as every other does. */
  async start(actor: Actor, live: LiveSession, query: ExportUsersQueryDto): Promise<Readable> {
    const wanted = wantedOf(query);
    if (this.running >= MOST_AT_ONCE) throw new Problem('export-busy', { retryAfterSeconds: RETRY_SECONDS });
    this.running += 1;
    try {
      await this.record(askedBy(actor, query), live, wanted);
      const { parts, close } = await this.partsOf(actor, wanted);
      const file = Readable.from(parts, { objectMode: false });
      return file.once('close', () => {
        this.running -= 1;
        void close();
      });
    } catch (error) {
      this.running -= 1;
      throw error;
    }
  }

  private record(actor: Actor, live: LiveSession, wanted: Wanted): Promise<void> {
    return this.unitOfWork.write(actor, async (tx) => {
      if (wanted.isSensitive) {
        refuseSensitive(actor, live);
        await this.reasons.require(tx, actor, 'exportSensitive');
      }
      const found = await this.exports.count(tx, wanted);
      const count = found > LIMITS.countedRows ? `more than ${LIMITS.countedRows}` : String(found);
      const fields = wanted.isSensitive ? 'with sensitive fields' : 'without sensitive fields';
      const detail = `${count} users as ${wanted.format}, ${fields}: ${askedFor(wanted)}`;
      return { result: undefined, audit: [{ type: 'export.started', detail }] };
    });
  }

  private async partsOf(actor: Actor, wanted: Wanted): Promise<Parts> {
    const [header, fields] = [this.exports.header(wanted), this.exports.fields(wanted)];
    const isCsv = wanted.format === 'csv';
    if (this.exports.canCopy) {
      const { bytes, close } = await this.exports.copy(actor, wanted);
      const copied = watched(bytes as AsyncIterable<Buffer>, close);
      const users = new CopiedUsers(fields);
      const parts = isCsv ? csvFile(header, copied) : jsonFile(each(copied, (part) => users.write(part)));
      return { parts, close };
    }
    const pages = this.pages(actor, wanted);
    const parts = isCsv ? csvFile(header, each(pages, csvOf)) : jsonFile(each(pages, (rows) => jsonOf(fields, rows)));
    return { parts, close: () => Promise.resolve() };
  }

  /** Page by page: between two, everybody else has the one connection. */
  private async *pages(actor: Actor, wanted: Wanted): AsyncGenerator<readonly PageRow['cells'][]> {
    let after: string | null = null;
    do {
      const place: string | null = after;
      const rows: PageRow[] = await this.unitOfWork.read(actor, (tx) => this.exports.page(tx, wanted, place, PAGE));
      yield rows.map(({ cells }) => cells);
      after = rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null;
    } while (after !== null);
  }
}

type Parts = { readonly parts: AsyncIterable<Buffer>; readonly close: () => Promise<void> };

async function* each<Part, Other>(parts: AsyncIterable<Part>, toOther: (part: Part) => Other): AsyncGenerator<Other> {
  for await (const part of parts) yield toOther(part);
}

/** The same, given up when nobody takes the next part for too long. */
async function* watched(lines: AsyncIterable<Buffer>, close: () => Promise<void>) {
  try {
    for await (const part of lines) {
      const stalled = setTimeout(() => void close(), STALLED_MS).unref();
      yield part;
      clearTimeout(stalled);
    }
  } finally {
    await close();
  }
}

function wantedOf(query: ExportUsersQueryDto): Wanted {
  const { format, includeSensitive, ids, reason: _, domain: __, dryRun: ___, ...filters } = query;
  return {
    format,
    isSensitive: includeSensitive === 'true',
    filters,
    ids: ids === undefined ? null : [...new Set(ids.toLowerCase().split(','))],
  };
}

function refuseSensitive(actor: Actor, live: LiveSession): void {
  if (!holds(actor.grants, 'users:export-sensitive', 'domain')) {
    throw new Problem('permission-missing', { detail: 'Your role does not allow users:export-sensitive.' });
  }
  refuseWithoutProof(live);
}

function askedBy(actor: Actor, { reason, dryRun }: ExportUsersQueryDto): Actor {
  const origin = { ...actor.origin, reason: actor.origin.reason ?? reason ?? null };
  return { ...actor, origin, dryRun: dryRun === 'true' };
}

function askedFor({ ids, filters }: Wanted): string {
  const chosen = Object.entries(filters).filter(([, value]) => value !== undefined);
  const matching = chosen.length > 0 ? JSON.stringify(Object.fromEntries(chosen)) : 'all';
  return ids === null ? matching : `${ids.length} ids, ${matching}`;
}
