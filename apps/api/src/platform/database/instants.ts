/** A time in UTC as PostgreSQL writes it without being asked for another form: the quickest there is. */
export function utc(column: string): string {
  return `(${column} AT TIME ZONE 'UTC')`;
}

/** RFC 3339 of what `utc` wrote, whose last zeros PostgreSQL leaves out. */
export function instantOf(text: string): string {
  const time = text.length === 19 ? `${text}.` : text;
  return `${time.slice(0, 10)}T${time.slice(11).padEnd(12, '0')}Z`;
}
