import { catchUpWithSession, changeHeaders } from './api';
import { workingDomain } from './working-domain';

/** The browser writes the file as it comes. */
export function followLink(href: string, fileName: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
}

/** A link carries no header, and another Domain is said by one. */
async function fetched(path: string): Promise<string> {
  const ask = () => fetch(path, { headers: changeHeaders() });
  const first = await ask();
  const response = first.status === 401 ? await catchUpWithSession().then(ask) : first;
  if (!response.ok) throw new Error(`${path} answered ${String(response.status)}`);
  return URL.createObjectURL(await response.blob());
}

const KEPT_MS = 60_000;

/** The browser writes the file as it comes; only for another Domain than one's own it goes through the page. */
export async function download(path: string, fileName: string): Promise<void> {
  if (workingDomain() === null) return followLink(path, fileName);
  const address = await fetched(path);
  followLink(address, fileName);
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
