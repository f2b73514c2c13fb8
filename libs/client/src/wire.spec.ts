import { describe, expect, it } from '@jest/globals';
import { at, headerText, pathIn, queryString } from './wire.js';

describe('pathIn', () => {
  it.each([
    { baseUrl: '', url: '/api/v1/me' },
    { baseUrl: '/', url: '/api/v1/me' },
    { baseUrl: '/api/v1', url: '/api/v1/me' },
    { baseUrl: 'https://wardkeep.example.org', url: 'https://wardkeep.example.org/api/v1/me' },
    { baseUrl: 'https://example.org/wardkeep/', url: 'https://example.org/wardkeep/api/v1/me' },
    { baseUrl: 'https://example.org/api/v1/', url: 'https://example.org/api/v1/me' },
  ])('finds the API under "$baseUrl"', ({ baseUrl, url }) => {
    expect(pathIn(baseUrl, '/me')).toBe(url);
  });
});

describe('at', () => {
  it.each([
    { name: 'an id', part: '0198a', path: '/users/0198a/enable' },
    { name: 'a number', part: 3, path: '/users/3/enable' },
    { name: 'what would leave its place', part: '../a?b#c', path: '/users/..%2Fa%3Fb%23c/enable' },
  ])('inserts $name', ({ part, path }) => {
    expect(at`/users/${part}/enable`).toBe(path);
  });
});

describe('queryString', () => {
  it.each([
    { name: 'nothing', query: {}, text: '' },
    { name: 'only undefined values', query: { q: undefined }, text: '' },
    { name: 'null', query: { q: null }, text: '' },
    { name: 'numbers and booleans', query: { limit: 0, dryRun: true }, text: '?limit=0&dryRun=true' },
    { name: 'an empty text', query: { q: '' }, text: '?q=' },
    { name: 'characters with a meaning', query: { q: 'a&b=c +ü' }, text: '?q=a%26b%3Dc+%2B%C3%BC' },
  ])('writes $name', ({ query, text }) => {
    expect(queryString(query)).toBe(text);
  });
});

describe('headerText', () => {
  it.each([
    { name: 'plain text', text: 'Left the company', header: 'Left the company' },
    { name: 'Latin letters', text: 'Kündigung', header: 'Kündigung' },
    { name: 'line breaks', text: ' two\r\nlines\t', header: 'two lines' },
    {
      name: 'other scripts',
      text: 'Увольнение 1',
      header: "UTF-8''%D0%A3%D0%B2%D0%BE%D0%BB%D1%8C%D0%BD%D0%B5%D0%BD%D0%B8%D0%B5%201",
    },
    { name: 'a control character', text: 'a\0b', header: "UTF-8''a%00b" },
    { name: 'half an emoji', text: 'a\ud83d', header: "UTF-8''a%EF%BF%BD" },
  ])('sends $name', ({ text, header }) => {
    expect(headerText(text)).toBe(header);
  });
});
