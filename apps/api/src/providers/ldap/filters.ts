import { AndFilter, EqualityFilter, Filter, FilterParser, NotFilter, OrFilter, PresenceFilter } from 'ldapts';

export const USERNAME_MARK = '{username}';
export const DN_MARK = '{dn}';
/** Stands for what is looked for while a filter is only looked at. */
const SAMPLE = 'x';

/** The value can only ever be a value (RFC 4515): nothing in it opens, closes or widens the filter. */
function filled(template: string, mark: string, value: string): Filter {
  return FilterParser.parseString(template.replaceAll(mark, () => Filter.escape(value)));
}

export const userNamed = (template: string, username: string): Filter => filled(template, USERNAME_MARK, username);

/** Everybody whom the filter would find by some name. */
export const everyUser = (template: string): Filter =>
  FilterParser.parseString(template.replaceAll(USERNAME_MARK, '*'));

export const groupsWith = (template: string, dn: string): Filter => filled(template, DN_MARK, dn);

export const everyGroup = (template: string): Filter => FilterParser.parseString(template.replaceAll(DN_MARK, '*'));

export const anyEntry = (): Filter => new PresenceFilter({ attribute: 'objectClass' });

/** Why it is no filter; null when it is one. */
export function filterFault(template: string, mark: string): string | null {
  // The parser overlooks what is left open at the end.
  if (template.split('(').length !== template.split(')').length) return 'its brackets do not match';
  try {
    FilterParser.parseString(template.replaceAll(mark, SAMPLE));
    FilterParser.parseString(template.replaceAll(mark, '*'));
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/**
 * The attribute by which groups name their members: that of the one plain comparison with `{dn}`. Null where there is
 * none, as with a rule that follows nested groups: then groups can not be read all at once.
 */
export function memberAttribute(template: string): string | null {
  const found = attributesWith(FilterParser.parseString(template), DN_MARK);
  return found.length === 1 ? (found[0] ?? null) : null;
}

function attributesWith(filter: Filter, value: string): string[] {
  if (filter instanceof AndFilter || filter instanceof OrFilter) {
    return filter.filters.flatMap((part) => attributesWith(part, value));
  }
  if (filter instanceof NotFilter) return attributesWith(filter.filter, value);
  return filter instanceof EqualityFilter && filter.value === value ? [filter.attribute] : [];
}
