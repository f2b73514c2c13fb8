import { describe, expect, it } from '@jest/globals';
import { neutralizedCell, restoredCell } from './csv-cell.js';

describe('a cell of a CSV file', () => {
  it.each([
    { name: 'a formula', text: '=1+1', cell: "'=1+1" },
    { name: 'a phone number', text: '+41441234567', cell: "'+41441234567" },
    { name: 'a minus', text: '-2', cell: "'-2" },
    { name: 'a function of old', text: '@SUM(A1)', cell: "'@SUM(A1)" },
    { name: 'a tab ahead', text: '\t=1', cell: "'\t=1" },
    { name: 'a carriage return ahead', text: '\r=1', cell: "'\r=1" },
    { name: 'a space ahead', text: ' =1', cell: "' =1" },
    { name: 'full width', text: '\uFF1D1', cell: "'\uFF1D1" },
    { name: 'one that looks neutralized already', text: "'=1", cell: "''=1" },
    { name: 'an apostrophe of its own', text: "'t Hooft", cell: "'t Hooft" },
    { name: 'plain text', text: 'Ada', cell: 'Ada' },
    { name: 'nothing', text: '', cell: '' },
  ])('CSV-01 is neutralized and read back: $name', ({ text, cell }) => {
    expect(neutralizedCell(text)).toBe(cell);
    expect(restoredCell(cell)).toBe(text);
  });
});
