import type { SsoAttributes } from 'wardkeep/contracts';

/** Somebody as an identity provider has them; null where it says nothing. */
export type MappedPerson = {
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
};

type Claims = Readonly<Record<string, unknown>>;

const MOST_GROUPS = 1_000;
const MOST_NAME = 2_000;

/** What the claims say of somebody. One value may come as a list of one; what is neither text nor number says nothing. */
export function mapClaims(attributes: SsoAttributes, claims: Claims): MappedPerson {
  return {
    username: first(claims, attributes.username),
    firstName: first(claims, attributes.firstName),
    lastName: first(claims, attributes.lastName),
    email: first(claims, attributes.email),
    groups: all(claims, attributes.groups).slice(0, MOST_GROUPS),
  };
}

/** An email that its owner never showed to be theirs is not taken. */
export function hasVerifiedEmail({ email_verified: said }: Claims, isRequired: boolean): boolean {
  const isVerified = said === true || said === 'true';
  return isVerified || (!isRequired && said === undefined);
}

function first(claims: Claims, name: string | null): string | null {
  return all(claims, name)[0] ?? null;
}

function all(claims: Claims, name: string | null): readonly string[] {
  const value = name === null ? undefined : found(claims, name);
  return (Array.isArray(value) ? (value as readonly unknown[]) : [value]).flatMap(textOf);
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'number' && Number.isFinite(value)) return [String(value)];
  return typeof value === 'string' && value.trim() !== '' && value.length <= MOST_NAME ? [value] : [];
}

/** The claim of exactly that name, else the one that the parts between the dots lead to. */
function found(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((at, part) => {
    const isInside = typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, part);
    return isInside ? (at as Claims)[part] : undefined;
  }, claims);
}
