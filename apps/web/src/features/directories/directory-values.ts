import {
  LDAP_DEFAULTS,
  LDAP_PRESETS,
  type CreateProviderDto,
  type GroupRole,
  type LdapConfig,
  type LdapPresetName,
  type Provider,
  type UpdateProviderDto,
} from 'wardkeep/contracts';
import { isOtherDirectory } from 'wardkeep/rules';
import { kindOf, lineOf, type ScheduleKind } from './schedule';

export const TLS_WAYS = ['ldaps', 'starttls', 'plain'] as const;
export type Tls = (typeof TLS_WAYS)[number];

export const GROUP_WAYS = ['attribute', 'search', 'none'] as const;
type GroupWay = (typeof GROUP_WAYS)[number];

/** Fields have no null and no absent: text for what may be empty, and a choice where the API has several shapes. */
export type DirectoryValues = {
  name: string;
  config: {
    tls: Tls;
    /** Host, and a port where it is not the usual one. */
    url: string;
    caCertificate: string;
    bindDn: string;
    /** Empty keeps the one that is kept. */
    bindPassword: string;
    baseDn: string;
    userFilter: string;
    attributes: {
      username: string;
      firstName: string;
      lastName: string;
      email: string;
      uniqueId: string;
      groups: string;
    };
    groupWay: GroupWay;
    groupSearch: { baseDn: string; filter: string };
    groupRoles: GroupRole[];
    defaultRoleId: string | null;
    pageSize: number | string;
    disableThresholdPercent: number | string;
    scheduleKind: ScheduleKind;
    schedule: string;
    timeZone: string;
    connectTimeoutMs: number | string;
    timeoutMs: number | string;
  };
};

type ConfigValues = DirectoryValues['config'];
type SentConfig = CreateProviderDto['config'];

const SCHEME = /^\s*(ldaps?):\/\//i;
const DEFAULT_GROUP_SEARCH = { baseDn: '', filter: '(&(objectClass=groupOfNames)(member={dn}))' };

/** An address as it may be pasted, with what its scheme says. A bare `ldap://` never makes a safe choice unsafe. */
export function readAddress(typed: string, tls: Tls): { readonly address: string; readonly tls: Tls } {
  const scheme = SCHEME.exec(typed)?.[1]?.toLowerCase();
  const address = typed.replace(SCHEME, '').trim().replace(/\/+$/, '');
  if (scheme === 'ldaps') return { address, tls: 'ldaps' };
  return { address, tls: scheme === 'ldap' && tls === 'ldaps' ? 'starttls' : tls };
}

export function urlOf(config: Pick<ConfigValues, 'url' | 'tls'>): string {
  const { address, tls } = readAddress(config.url, config.tls);
  return address && `${tls === 'ldaps' ? 'ldaps' : 'ldap'}://${address}`;
}

export const tlsOf = ({ url, startTls }: Pick<LdapConfig, 'url' | 'startTls'>): Tls =>
  /^ldaps:/i.test(url) ? 'ldaps' : startTls ? 'starttls' : 'plain';

function groupWayOf({ attributes, groupSearch }: Pick<LdapConfig, 'attributes' | 'groupSearch'>): GroupWay {
  if (groupSearch) return 'search';
  return attributes.groups ? 'attribute' : 'none';
}

export function valuesOf({ name, config }: Pick<Provider, 'name' | 'config'>): DirectoryValues {
  const { url, startTls: _, attributes, groupSearch, groupRoles, schedule, ...rest } = config;
  return {
    name,
    config: {
      ...rest,
      tls: tlsOf(config),
      url: readAddress(url, 'plain').address,
      caCertificate: config.caCertificate ?? '',
      bindDn: config.bindDn ?? '',
      bindPassword: '',
      attributes: { ...attributes, groups: attributes.groups ?? '' },
      groupWay: groupWayOf(config),
      groupSearch: groupSearch ?? DEFAULT_GROUP_SEARCH,
      groupRoles: [...groupRoles],
      scheduleKind: kindOf(schedule),
      schedule: schedule ?? '',
    },
  };
}

/** A directory that is not there yet; its time zone is that of whoever adds it. */
export function emptyDirectory(preset: LdapPresetName, timeZone: string): DirectoryValues {
  const config: LdapConfig = {
    ...LDAP_DEFAULTS,
    ...LDAP_PRESETS[preset],
    url: 'ldaps://',
    baseDn: '',
    timeZone,
  };
  return valuesOf({ name: '', config });
}

/** Another family of directories: what is particular to it, the rest as it was typed. */
export function withPreset(values: DirectoryValues, preset: LdapPresetName): DirectoryValues {
  const { userFilter, attributes, pageSize } = LDAP_PRESETS[preset];
  return { ...values, config: { ...values.config, userFilter, attributes: { ...attributes }, pageSize } };
}

/** An emptied number is sent as it is, so that the check says what is missing. */
const numberOf = (value: number | string): number => (value === '' ? Number.NaN : Number(value));
const orNull = (text: string): string | null => text.trim() || null;

function passwordOf({ bindDn, bindPassword }: ConfigValues): Pick<SentConfig, 'bindPassword'> {
  if (bindDn.trim() === '') return { bindPassword: null };
  return bindPassword === '' ? {} : { bindPassword };
}

export function configOf(values: ConfigValues): SentConfig {
  const { groupWay, groupSearch, attributes } = values;
  return {
    url: urlOf(values),
    startTls: readAddress(values.url, values.tls).tls === 'starttls',
    caCertificate: orNull(values.caCertificate),
    bindDn: orNull(values.bindDn),
    ...passwordOf(values),
    baseDn: values.baseDn.trim(),
    userFilter: values.userFilter.trim(),
    attributes: { ...attributes, groups: groupWay === 'attribute' ? orNull(attributes.groups) : null },
    groupSearch: groupWay === 'search' ? groupSearch : null,
    groupRoles: groupWay === 'none' ? [] : values.groupRoles,
    defaultRoleId: values.defaultRoleId,
    pageSize: numberOf(values.pageSize),
    disableThresholdPercent: numberOf(values.disableThresholdPercent),
    schedule: lineOf(values.scheduleKind, values.schedule),
    timeZone: values.timeZone,
    connectTimeoutMs: numberOf(values.connectTimeoutMs),
    timeoutMs: numberOf(values.timeoutMs),
  };
}

/** Disabled, so that its mapping and a preview are looked at before anybody comes in by it. */
export const toCreation = ({ name, config }: DirectoryValues): CreateProviderDto => ({
  kind: 'ldap',
  name: name.trim(),
  enabled: false,
  config: configOf(config),
});

export const toUpdate = ({ name, config }: DirectoryValues): UpdateProviderDto => ({
  name: name.trim(),
  config: configOf(config),
});

/** Whether the kept password was typed for another directory than the form names now. */
export function asksPasswordAgain(provider: Provider, config: ConfigValues): boolean {
  if (!provider.secrets.bindPassword || config.bindDn.trim() === '') return false;
  return isOtherDirectory(provider.config, configOf(config));
}
