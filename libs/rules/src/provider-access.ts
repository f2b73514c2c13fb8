import {
  PROVIDER_ACTIONS,
  type Permission,
  type ProblemCode,
  type ProviderAction,
  type ProviderKind,
} from 'wardkeep/contracts';
import { denyFirst, type Decision } from './decision.js';
import { covers, holds, type Grants, type Who } from './grants.js';

/** The provider that something is done to. */
type Switchable = { readonly enabled: boolean };

type Known = Switchable & { readonly kind: ProviderKind };

export type ProviderActions = {
  readonly actions: readonly ProviderAction[];
  readonly blocked: Partial<Record<ProviderAction, ProblemCode>>;
};

/** Deleting takes two steps, so that people who sign in by it are never shut out by one slip. */
export function mayDeleteProvider(actor: Who, { enabled }: Switchable): Decision {
  return denyFirst([
    ['permission-missing', !reaches(actor, 'providers:delete')],
    ['provider-enabled', enabled],
  ]);
}

/**
 * Who says where a provider's users are asked for can become each of them, and who enables it lets them in: only
 * somebody who may do all that any of them may. `roles`: what those users' roles allow.
 */
export function mayRedirectProvider(actor: Who, roles: readonly Grants[]): Decision {
  return denyFirst([['target-outranks-actor', !roles.every((grants) => covers(actor.grants, grants))]]);
}

/**
 * What the actor may do to the provider, and why not the rest. Enabling an enabled one or disabling a disabled one is
 * in neither, and so is a sync of what is no directory.
 */
export function providerActions(actor: Who, provider: Known): ProviderActions {
  const may = (permission: Permission) => denyFirst([['permission-missing', !reaches(actor, permission)]]);
  const decisions: Readonly<Record<ProviderAction, Decision>> = {
    update: may('providers:update'),
    enable: may('providers:enable'),
    disable: may('providers:enable'),
    delete: mayDeleteProvider(actor, provider),
    test: may('providers:operate'),
    sync: denyFirst([
      ['permission-missing', !reaches(actor, 'providers:operate')],
      ['provider-disabled', !provider.enabled],
    ]),
  };
  const pointless: readonly ProviderAction[] = [
    provider.enabled ? 'enable' : 'disable',
    ...(provider.kind === 'ldap' ? [] : (['sync'] as const)),
  ];
  const actions: ProviderAction[] = [];
  const blocked: Partial<Record<ProviderAction, ProblemCode>> = {};
  for (const action of PROVIDER_ACTIONS) {
    const decision = decisions[action];
    if (pointless.includes(action)) continue;
    if (decision.allowed) actions.push(action);
    else blocked[action] = decision.because;
  }
  return { actions, blocked };
}

const reaches = (actor: Who, permission: Permission) => holds(actor.grants, permission, 'domain');
