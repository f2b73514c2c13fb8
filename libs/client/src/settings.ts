import type {
  PasswordPolicyReport,
  PasswordSettingsDto,
  Settings,
  SettingsPreview,
  UpdateSettingsDto,
} from 'wardkeep/contracts';
import type { PostOptions, ReadOptions, WriteOptions } from './options.js';
import type { Send } from './send.js';
import { at } from './wire.js';

export const settingReads = (send: Send) => ({
  /** What holds for the whole system. */
  get: (options?: ReadOptions) => send<Settings>({ method: 'GET', path: '/settings', options }),
  ofDomain: (domainId: string, options?: ReadOptions) =>
    send<Settings>({ method: 'GET', path: at`/domains/${domainId}/settings`, options }),
  passwordPolicy: (domainId: string, options?: ReadOptions) =>
    send<PasswordPolicyReport>({ method: 'GET', path: at`/domains/${domainId}/password-policy`, options }),
  /** Whom a change would concern; nothing is changed. */
  preview: (body: UpdateSettingsDto, options?: PostOptions) =>
    send<SettingsPreview>({ method: 'POST', path: '/settings/preview', body, options }),
  previewOfDomain: (domainId: string, body: UpdateSettingsDto, options?: PostOptions) =>
    send<SettingsPreview>({ method: 'POST', path: at`/domains/${domainId}/settings/preview`, body, options }),
});

export const settingWrites = (send: Send) => ({
  /** `version` may be left out: then the change is made whatever others changed meanwhile. */
  update: (body: UpdateSettingsDto, version?: number, options?: WriteOptions) =>
    send<Settings>({ method: 'PATCH', path: '/settings', ...(version !== undefined && { version }), body, options }),
  updateOfDomain: (domainId: string, body: UpdateSettingsDto, version?: number, options?: WriteOptions) =>
    send<Settings>({
      method: 'PATCH',
      path: at`/domains/${domainId}/settings`,
      ...(version !== undefined && { version }),
      body,
      options,
    }),
  setPasswordPolicy: (domainId: string, body: PasswordSettingsDto, options?: WriteOptions) =>
    send<PasswordPolicyReport>({ method: 'PUT', path: at`/domains/${domainId}/password-policy`, body, options }),
});
