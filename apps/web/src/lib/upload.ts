import { NetworkError, ProblemError } from 'wardkeep/client';
import type { ProblemBody } from 'wardkeep/contracts';
import { catchUpWithSession, changeHeaders } from './api';

type Upload = {
  readonly path: string;
  /** Sent as they are ordered; the file last, so that the server knows everything before it comes. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: File;
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number, total: number) => void;
};

const OUTDATED: readonly string[] = ['csrf-token-missing', 'session-ended'];

function bodyOf({ fields, file }: Upload): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file, file.name);
  return form;
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isProblem = (answer: unknown): answer is ProblemBody =>
  typeof answer === 'object' && answer !== null && 'code' in answer && 'status' in answer;

/** `fetch` does not say how much of a body is sent. */
function send<Answer>(upload: Upload): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', upload.path);
    request.setRequestHeader('accept', 'application/json');
    for (const [name, value] of Object.entries(changeHeaders())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => upload.onProgress(loaded, total);
    request.onerror = () => reject(new NetworkError('Wardkeep does not answer'));
    request.onabort = () => reject(new DOMException('Given up', 'AbortError'));
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status < 300) resolve(answer as Answer);
      else if (isProblem(answer)) reject(new ProblemError(answer, null));
      else reject(new NetworkError(`Unexpected answer with status ${request.status}`));
    };
    upload.signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(bodyOf(upload));
  });
}

const isOutdated = (error: unknown) => error instanceof ProblemError && OUTDATED.includes(error.problem.code);

/** A file with how much of it is sent. A token that was renewed meanwhile is fetched, and the file sent once more. */
export function upload<Answer>(given: Upload): Promise<Answer> {
  return send<Answer>(given).catch(async (error: unknown) => {
    if (!isOutdated(error)) throw error;
    await catchUpWithSession();
    return send<Answer>(given);
  });
}
