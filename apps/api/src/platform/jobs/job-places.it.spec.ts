import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { actorIn, JobInstances, until } from '../../../testing/job-instances.js';
import type { Actor } from '../actor.js';
import { newId } from '../ids.js';
import type { JobHandler } from './job-handler.js';
import type { JobsService } from './jobs.service.js';

let jobs: JobInstances;
/** What is being carried out, by the name that the job was given, with how to let it end. */
let running: Map<string, () => void>;
/** The names in the order in which they were begun. */
let begun: string[];

const held: JobHandler = async ({ input, isCancelled }) => {
  const name = String(input['name']);
  begun.push(name);
  let isOver = false;
  running.set(name, () => (isOver = true));
  await until(() => isOver || isCancelled());
  running.delete(name);
  return undefined;
};
const KINDS = { long: held, short: [held, { isShort: true }] } as const;

beforeAll(async () => {
  Logger.overrideLogger(false);
  jobs = await JobInstances.open();
});
beforeEach(() => {
  running = new Map();
  begun = [];
});
afterEach(async () => {
  await jobs.database.sql(`UPDATE job SET state = 'cancelled' WHERE state IN ('queued', 'running')`);
  for (const end of running.values()) end();
  await jobs.stopAll();
});
afterAll(() => jobs.database.close());

const newDomain = async () => actorIn(await jobs.domain(`d-${newId()}`));
const queue = (service: JobsService, by: Actor, kind: keyof typeof KINDS, name: string) =>
  jobs.queue(service, by, kind, { name });
const isRunning = (...names: string[]) => until(() => names.every((name) => running.has(name)));
const end = (name: string) => running.get(name)?.();

describe('the places for jobs', () => {
  it('are not all taken by one Domain: its long jobs are carried out one after another', async () => {
    const { service, runner } = await jobs.start(KINDS);
    const [greedy, other] = [await newDomain(), await newDomain()];
    for (const name of ['first', 'second', 'third']) await queue(service, greedy, 'long', name);
    await queue(service, other, 'long', 'of another Domain');
    await isRunning('first', 'of another Domain');
    await runner.fill();
    expect(begun).toEqual(['first', 'of another Domain']);
    end('first');
    await isRunning('second');
    end('second');
    await isRunning('third');
    expect(running.has('of another Domain')).toBe(true);
  });

  it('are kept for short jobs, however many long ones wait', async () => {
    const { service, runner } = await jobs.start(KINDS);
    for (const name of ['a', 'b', 'c']) await queue(service, await newDomain(), 'long', name);
    await isRunning('a', 'b');
    await runner.fill();
    const urgent = await newDomain();
    await queue(service, urgent, 'short', 'urgent');
    await isRunning('urgent');
    expect(begun).toEqual(['a', 'b', 'urgent']);
    end('a');
    await isRunning('c');
  });

  it('let a short job of a Domain begin beside its long one', async () => {
    const { service } = await jobs.start(KINDS);
    const domain = await newDomain();
    await queue(service, domain, 'long', 'import');
    await queue(service, domain, 'short', 'disable');
    await isRunning('import', 'disable');
  });

  it('go to who waited longest', async () => {
    const { service } = await jobs.start(KINDS);
    const domain = await newDomain();
    for (const name of ['1', '2', '3', '4']) {
      await queue(service, domain, 'short', name);
      await isRunning('1');
    }
    for (const name of ['1', '2', '3', '4']) {
      await isRunning(name);
      end(name);
    }
    await until(() => running.size === 0);
    expect(begun).toEqual(['1', '2', '3', '4']);
  });

  it('are counted over all instances, as far as a Domain goes', async () => {
    const [one, two] = [await jobs.start(KINDS), await jobs.start(KINDS)];
    const domain = await newDomain();
    for (const name of ['first', 'second']) await queue(one.service, domain, 'long', name);
    await isRunning('first');
    await Promise.all([one.runner.fill(), two.runner.fill()]);
    expect(begun).toEqual(['first']);
    end('first');
    await isRunning('second');
  });

  it('are free again once an instance died: nobody waits for a job that nobody carries out', async () => {
    const first = await jobs.start(KINDS);
    const domain = await newDomain();
    const id = await queue(first.service, domain, 'long', 'lost');
    await isRunning('lost');
    await jobs.stopAll();
    await jobs.orphan(id);
    const { service } = await jobs.start(KINDS);
    await until(() => begun.length === 2);
    expect(begun).toEqual(['lost', 'lost']);
    expect(await service.get(domain, id)).toMatchObject({ state: 'running' });
  });
});
