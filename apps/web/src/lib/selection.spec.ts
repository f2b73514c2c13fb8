import { describe, expect, it } from '@jest/globals';
import { nothingPicked, picked, rangeOf, stateOfPage } from './selection';

const PAGE = ['a', 'b', 'c', 'd'].map((id) => [id, id.toUpperCase()] as const);
const IDS = PAGE.map(([id]) => id);
const idsOf = ({ rows }: { readonly rows: ReadonlyMap<string, string> }) => [...rows.keys()];

describe('a range of rows', () => {
  it('goes both ways and holds both ends', () => {
    expect(rangeOf(IDS, 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(rangeOf(IDS, 'c', 'a')).toEqual(['a', 'b', 'c']);
  });

  it('is one row when it began nowhere, or on another page', () => {
    expect(rangeOf(IDS, null, 'c')).toEqual(['c']);
    expect(rangeOf(IDS, 'z', 'c')).toEqual(['c']);
  });
});

describe('what is picked', () => {
  it('is kept over pages', () => {
    const first = picked(nothingPicked<string>(), PAGE, ['a'], true);
    expect(idsOf(picked(first, [['x', 'X']], ['x'], true))).toEqual(['a', 'x']);
    expect(idsOf(picked(first, PAGE, ['a', 'b'], false))).toEqual([]);
  });

  it('is the rest of the page when a row is taken out of everything', () => {
    const rest = picked({ ...nothingPicked<string>(), isAll: true }, PAGE, ['b'], false);
    expect(rest.isAll).toBe(false);
    expect(idsOf(rest)).toEqual(['a', 'c', 'd']);
  });

  it('says how much of a page it holds', () => {
    expect(stateOfPage(nothingPicked(), IDS)).toBe('none');
    expect(stateOfPage(picked(nothingPicked<string>(), PAGE, ['a'], true), IDS)).toBe('some');
    expect(stateOfPage(picked(nothingPicked<string>(), PAGE, IDS, true), IDS)).toBe('all');
    expect(stateOfPage({ ...nothingPicked<string>(), isAll: true }, IDS)).toBe('all');
  });
});
