import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

describe('Turns', () => {
  it('lets one in at a time, in the order in which they came', async () => {
    const turns = new Turns();
    const seen: string[] = [];
    const visit = async (name: string) => {
      const end = await turns.take('door');
      seen.push(`${name} in`);
      await sleep(2);
      seen.push(`${name} out`);
      end();
    };
    await Promise.all(['ann', 'bob', 'cy'].map(visit));
    expect(seen).toEqual(['ann in', 'ann out', 'bob in', 'bob out', 'cy in', 'cy out']);
  });

  it('keeps nobody waiting at another door, nor once everybody has left', async () => {
    const turns = new Turns();
    const end = await turns.take('front');
    const other = await turns.take('back');
    other();
    end();
    (await turns.take('front'))();
    expect(Reflect.get(turns, 'last')).toEqual(new Map());
  });
});
