import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_NAMES, ROLE_TEMPLATES } from 'wardkeep/contracts';
import { textsOf, type Texts } from '../../testing/texts';

const { builtIn, template } = textsOf('en', 'access') as Record<string, Texts>;

describe('what a role is for', () => {
  it('is said of the built-in ones as the server says it', () => {
    const said = Object.entries(BUILT_IN_NAMES).map(([kind, { description }]) => [kind, description]);
    expect(builtIn).toEqual(Object.fromEntries(said));
  });

  it('is said of the templates as the server says it', () => {
    const said = ROLE_TEMPLATES.map(({ key, description }) => [key, description]);
    expect(template).toEqual(Object.fromEntries(said));
  });
});
