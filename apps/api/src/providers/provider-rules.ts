import { createHash } from 'node:crypto';
import type {
  Expiring,
  FieldError,
  ProviderConfig,
  ProviderConfigs,
  ProviderKind,
  ProviderWarning,
} from 'wardkeep/contracts';
import type { ProviderConfigDto } from 'wardkeep/contracts/dto';
import type { OutgoingGuard } from '../platform/outgoing/outgoing-guard.js';

export type SecretField = 'bindPassword' | 'clientSecret' | 'privateKey';

export type Circumstances = { readonly now: Date; readonly guard: OutgoingGuard };

/** What one kind of provider has of its own; everything else is the same for all. */
export type ProviderRules<Kind extends ProviderKind = ProviderKind, Dto = ProviderConfigDto> = {
  /** The class that its configurations come as. */
  readonly Dto: abstract new () => Dto;
  /** With every value that was left out, and without what is kept apart. */
  complete(input: Dto): ProviderConfigs[Kind];
  /** What is wrong with it that each field alone does not show. */
  faults(config: ProviderConfigs[Kind], circumstances: Circumstances): FieldError[];
  /** What is allowed, and better known. */
  warnings(config: ProviderConfigs[Kind]): readonly ProviderWarning[];
  /** The secret that it needs; null: none. */
  secretOf(config: ProviderConfigs[Kind]): SecretField | null;
  /** What was typed for a secret: undefined keeps the one that is kept. */
  typed(input: Dto): Readonly<Partial<Record<SecretField, string | null | undefined>>>;
  secretFault(field: SecretField, typed: string): FieldError | null;
  /** Whether a secret that was typed for the one would go where it was never meant to with the other. */
  isOtherTarget(before: ProviderConfigs[Kind], after: ProviderConfigs[Kind]): boolean;
  /** Each field on its own, as the audit log shows it. */
  audited(config: ProviderConfigs[Kind]): Readonly<Record<string, unknown>>;
  /** The field that says where it is. */
  readonly place: string;
  /** When it is read by itself, after `now`; null: never. */
  due(config: ProviderConfigs[Kind], now: Date): Date | null;
  expiring(config: ProviderConfigs[Kind], now: Date): readonly Expiring[];
};

export function under(path: string, fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${path}.${field}`, value as unknown]));
}

/** A certificate or a document is too long to read: this tells it from another. */
export function fingerprint(text: string): string {
  return `sha256:${createHash('sha256').update(text.trim()).digest('hex')}`;
}

export function placeOf(rules: ProviderRules, config: ProviderConfig): string | null {
  const value = Object.entries(config).find(([field]) => field === rules.place)?.[1] as unknown;
  return typeof value === 'string' ? value : null;
}

const DAY_MS = 86_400_000;

export function daysLeft(expiresAt: Date, now: Date): number {
  return Math.floor((expiresAt.getTime() - now.getTime()) / DAY_MS);
}
