import { PassThrough, type Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Job } from 'wardkeep/contracts';
import type { Actor } from '../actor.js';
import { AccessBus } from '../database/access-bus.js';
import { Authenticator } from '../http/authenticator.js';
import { Problem } from '../http/problem.js';
import { JobWatch } from './job-watch.service.js';
import { isOver } from './job-view.js';
import { JobsService } from './jobs.service.js';

/** Open connections cost memory and file handles: all of them together, and those of one person. */
const MOST = 200;
const MOST_OF_ONE = 10;
const RETRY_SECONDS = 15;
/** Shorter than proxies wait for a silent answer; so often is the session looked at, too. */
const BEAT_MS = 15_000;
/** Many changes of access at once are looked at once. */
const RECHECK_MS = 250;

/** Jobs as server-sent events: the job at once and on each change, until it or the session ends. */
@Injectable()
export class JobStreams {
  private readonly open = new Map<string, number>();
  private readonly beats = new Set<() => void>();
  private recheck: NodeJS.Timeout | null = null;

  constructor(
    private readonly jobs: JobsService,
    private readonly watch: JobWatch,
    private readonly authenticator: Authenticator,
    bus: AccessBus,
  ) {
    bus.subscribe(() => this.recheckSoon());
  }

  async follow(actor: Actor, request: FastifyRequest, id: string): Promise<Readable> {
    const job = await this.jobs.get(actor, id);
    if (this.watch.size >= MOST || (this.open.get(actor.userId) ?? 0) >= MOST_OF_ONE) {
      throw new Problem('too-many-streams', { retryAfterSeconds: RETRY_SECONDS });
    }
    const stream = new PassThrough();
    tell(stream, job);
    if (!isOver(job)) this.attach(stream, actor, request, job);
    return stream;
  }

  private attach(stream: PassThrough, actor: Actor, request: FastifyRequest, { id }: Job): void {
    this.count(actor, 1);
    const leave = this.watch.follow({
      jobId: id,
      changed: (job) => tell(stream, job),
      ended: () => void stream.end(),
    });
    const look = () => void this.beat(stream, actor, request);
    const beat = setInterval(look, BEAT_MS).unref();
    this.beats.add(look);
    stream.once('close', () => {
      clearInterval(beat);
      this.beats.delete(look);
      leave();
      this.count(actor, -1);
    });
  }

  /** The same rights as at the beginning are asked for again: a session that ended or became idle hears nothing more. */
  private async beat(stream: PassThrough, actor: Actor, request: FastifyRequest): Promise<void> {
    if (stream.writableEnded) return;
    const now = await this.authenticator.authenticate(request, 'unattended').catch((error: unknown) => error);
    if (isGone(now, actor)) {
      stream.end(`event: gone\ndata: {"code":"session-ended"}\n\n`);
      return;
    }
    stream.write(': \n\n');
  }

  /** Somebody's access changed: perhaps of one who follows a job. */
  private recheckSoon(): void {
    if (this.recheck !== null || this.beats.size === 0) return;
    this.recheck = setTimeout(() => {
      this.recheck = null;
      for (const look of this.beats) look();
    }, RECHECK_MS).unref();
  }

  private count({ userId }: Actor, by: number): void {
    const left = (this.open.get(userId) ?? 0) + by;
    if (left > 0) this.open.set(userId, left);
    else this.open.delete(userId);
  }
}

/** A database that is away for a moment ends nothing. */
function isGone(now: unknown, before: Actor): boolean {
  if (now instanceof Problem) return now.status < 500;
  if (now === null || typeof now !== 'object' || !('actor' in now)) return now === null;
  const { grants } = (now as { actor: Actor }).actor;
  return grants.get('jobs:read') !== before.grants.get('jobs:read');
}

/** Whoever does not read loses what is in between, never the end. */
function tell(stream: PassThrough, job: Job): void {
  if (stream.writableEnded) return;
  const over = isOver(job);
  if (stream.writableNeedDrain && !over) return;
  const text = `event: ${over ? 'end' : 'job'}\ndata: ${JSON.stringify(job)}\n\n`;
  if (over) stream.end(text);
  else stream.write(text);
}
