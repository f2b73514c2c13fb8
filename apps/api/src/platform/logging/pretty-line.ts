/** A JSON log line as a person reads it: `time LEVEL [context] message name=value …`, still one line. */
export function prettyLine(line: string): string {
  const { time, level, context, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const head = [
    time,
    String(level).toUpperCase().padEnd(5),
    typeof context === 'string' ? `[${context}]` : undefined,
    msg,
  ];
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [...head, ...rest].filter((part) => part !== undefined && part !== '').join(' ');
}
