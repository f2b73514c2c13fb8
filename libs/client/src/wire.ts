const PREFIX = '/api/v1';

export function pathIn(baseUrl: string, path: string): string {
  const root = baseUrl.replace(/\/+$/, '');
  return `${root.endsWith(PREFIX) ? root : root + PREFIX}${path}`;
}

/** A path as a template; what is inserted can add neither segments nor a query. */
export function at(strings: TemplateStringsArray, ...parts: readonly (string | number)[]): string {
  return String.raw({ raw: strings }, ...parts.map((part) => encodeURIComponent(part)));
}

/** Starts with `?`, or is empty when nothing is asked for. */
export function queryString(query: object): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query) as [string, unknown][]) {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      parameters.append(name, String(value));
    }
  }
  const text = parameters.toString();
  return text && `?${text}`;
}

/** Text as one line of a header: as it is where HTTP allows it, else marked and encoded as in RFC 8187. */
export function headerText(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return /^[\x20-\x7e\xa0-\xff]*$/.test(line)
    ? line
    : `UTF-8''${encodeURIComponent(line.replace(/\p{Cs}/gu, '\ufffd'))}`;
}
