import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, type BuiltInRole } from 'wardkeep/contracts';
import { grantsOf } from './grants.js';
import { mayDeleteProvider, mayRedirectProvider, providerActions } from './provider-access.js';

const somebody = (role: BuiltInRole) => ({ userId: 'u', grants: grantsOf(BUILT_IN_GRANTS[role]) });

describe('what may be done to a provider', () => {
  it.each([
    { role: 'domain-administrator', enabled: true, actions: ['update', 'disable', 'test', 'sync'] },
    { role: 'domain-administrator', enabled: false, actions: ['update', 'enable', 'delete', 'test'] },
    { role: 'operator', enabled: true, actions: ['disable', 'test', 'sync'] },
    { role: 'operator', enabled: false, actions: ['enable', 'test'] },
    { role: 'read-only', enabled: true, actions: [] },
    { role: 'pipeline-management', enabled: false, actions: [] },
  ] as const)('by $role, enabled: $enabled', ({ role, enabled, actions }) => {
    expect(providerActions(somebody(role), { kind: 'ldap', enabled }).actions).toEqual(actions);
  });

  it('leaves out what only directories have', () => {
    const boss = somebody('domain-administrator');
    expect(providerActions(boss, { kind: 'oidc', enabled: false })).toEqual({
      actions: ['update', 'enable', 'delete', 'test'],
      blocked: {},
    });
  });

  it('is told with the reason why not', () => {
    const enabled = providerActions(somebody('domain-administrator'), { kind: 'ldap', enabled: true });
    expect(enabled.blocked).toEqual({ delete: 'provider-enabled' });
    const disabled = providerActions(somebody('domain-administrator'), { kind: 'ldap', enabled: false });
    expect(disabled.blocked).toEqual({ sync: 'provider-disabled' });
    expect(mayDeleteProvider(somebody('operator'), { enabled: false })).toMatchObject({
      because: 'permission-missing',
    });
  });

  it('is changed by nobody who may do less than one of its users', () => {
    const outranked = { allowed: false, because: 'target-outranks-actor' };
    const boss = somebody('domain-administrator');
    const [operator, system] = [somebody('operator').grants, somebody('system-administrator').grants];
    expect(mayRedirectProvider(boss, [])).toEqual({ allowed: true });
    expect(mayRedirectProvider(boss, [operator, boss.grants])).toEqual({ allowed: true });
    expect(mayRedirectProvider(boss, [operator, system])).toEqual(outranked);
    expect(mayRedirectProvider({ userId: 'u', grants: grantsOf([]) }, [operator])).toEqual(outranked);
  });
});
