import { describe, expect, it } from '@jest/globals';
import { columnOf, readHead } from './csv-head';

describe('the head of a file', () => {
  it.each([',', ';', '\t'])('is read whatever separates its cells: %j', (delimiter) => {
    const line = (...cells: string[]) => cells.join(delimiter);
    const text = `\uFEFF${line('username', 'First name')}\r\n${line('ada', '"A ""B"" C"')}\r\n${line('bo', '')}\r\n`;
    expect(readHead(text)).toEqual({ headers: ['username', 'First name'], samples: [['ada', 'bo'], ['A "B" C']] });
  });

  it('is nothing when the file is empty', () => {
    expect(readHead('')).toEqual({ headers: [], samples: [] });
  });

  it('knows its columns however they are written, and what is left out', () => {
    expect(['First Name', 'time-zone', 'USERNAME'].map(columnOf)).toEqual(['firstName', 'timeZone', 'username']);
    expect(columnOf('createdAt')).toBeNull();
    expect(columnOf('Abteilung')).toBeUndefined();
  });
});
