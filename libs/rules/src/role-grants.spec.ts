import { describe, expect, it } from '@jest/globals';
import { BUILT_IN_GRANTS, type BuiltInRole, type Grant } from 'wardkeep/contracts';
import { allow, deny, type Decision } from './decision.js';
import { grantsOf, type Who } from './grants.js';
import { mayAssignRole, type RoleFacts } from './role-grants.js';

const role = (kind: BuiltInRole): RoleFacts => ({ kind, grants: grantsOf(BUILT_IN_GRANTS[kind]) });
const custom = (...list: Grant[]): RoleFacts => ({ kind: null, grants: grantsOf(list) });
const actor = ({ grants }: RoleFacts): Who => ({ userId: 'actor', grants });

describe('mayAssignRole', () => {
  it.each<{ name: string; by: RoleFacts; given: RoleFacts; decision: Decision }>([
    {
      name: 'a System Administrator gives its own role',
      by: role('system-administrator'),
      given: role('system-administrator'),
      decision: allow,
    },
    {
      name: 'a Domain Administrator gives its own role',
      by: role('domain-administrator'),
      given: role('domain-administrator'),
      decision: allow,
    },
    {
      name: 'a Domain Administrator gives the System Administrator role',
      by: role('domain-administrator'),
      given: role('system-administrator'),
      decision: deny('role-above-own'),
    },
    {
      name: 'an Operator gives a role below its own',
      by: role('operator'),
      given: role('read-only'),
      decision: deny('permission-missing'),
    },
    {
      name: 'one who may assign only own things',
      by: custom({ permission: 'roles:assign', scope: 'own' }),
      given: custom(),
      decision: deny('permission-missing'),
    },
    {
      name: 'one who may assign, a role with a permission of a wider scope',
      by: custom({ permission: 'roles:assign', scope: 'domain' }, { permission: 'users:read', scope: 'own' }),
      given: custom({ permission: 'users:read', scope: 'domain' }),
      decision: deny('role-above-own'),
    },
    {
      name: 'one who may assign, a role that allows nothing',
      by: custom({ permission: 'roles:assign', scope: 'domain' }),
      given: custom(),
      decision: allow,
    },
  ])('$name: $decision', ({ by, given, decision }) => {
    expect(mayAssignRole(actor(by), given)).toEqual(decision);
  });
});
