import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import {
  IMPORT_LIMITS,
  INITIAL_PASSWORDS,
  READ_COLUMNS,
  type ImportColumn,
  type ImportOptions,
} from 'wardkeep/contracts';
import { Problem } from '../../platform/http/problem.js';

const FORM_BYTES = 65_536;
const LIMITS = { fields: 4, fieldNameSize: 100, fieldSize: FORM_BYTES, files: 1, parts: 8, headerPairs: 50 };
const SHOWN = 255;

/** What came before the file, and the file, which is still to be read. */
export type UploadForm = {
  readonly options: ImportOptions;
  readonly fileName: string;
  readonly file: MultipartFile['file'];
  /** Refuses whatever comes behind the file. */
  readonly end: () => Promise<void>;
};

/** The form of an upload: options first, one file, nothing behind it. */
export async function openForm(request: FastifyRequest): Promise<UploadForm> {
  if (request.headers['content-type'] === undefined) throw invalid('/file', 'required', 'send the file in a form');
  if (!request.isMultipart()) throw notMultipart();
  const length = Number(request.headers['content-length'] ?? 0);
  if (length > IMPORT_LIMITS.fileBytes + FORM_BYTES) throw tooLarge();
  const parts = request.parts({ limits: { ...LIMITS, fileSize: IMPORT_LIMITS.fileBytes } });
  const fields = new Map<string, string>();
  for (let part = await parts.next(); part.done !== true; part = await parts.next()) {
    const { value } = part;
    if (value.type === 'file') {
      if (value.fieldname !== 'file') throw invalid(`/${value.fieldname}`, 'unknown-field', 'is not known here');
      return {
        options: optionsOf(fields),
        fileName: nameOf(value.filename),
        file: value.file,
        end: async () => {
          if ((await parts.next()).done !== true) throw invalid('/file', 'not-last', 'comes last, and alone');
        },
      };
    }
    if (fields.has(value.fieldname)) throw invalid(`/${value.fieldname}`, 'repeated', 'is there twice');
    fields.set(value.fieldname, String(value.value));
  }
  throw invalid('/file', 'required', 'send the file behind the options');
}

function optionsOf(fields: ReadonlyMap<string, string>): ImportOptions {
  const unknown = [...fields.keys()].find((name) => name !== 'mapping' && name !== 'withoutPassword');
  if (unknown !== undefined) throw invalid(`/${unknown}`, 'unknown-field', 'is not known here');
  const chosen = fields.get('withoutPassword');
  const withoutPassword = INITIAL_PASSWORDS.find((known) => known === chosen);
  if (chosen !== undefined && !withoutPassword) {
    throw invalid('/withoutPassword', 'isIn', `use one of ${INITIAL_PASSWORDS.join(', ')}`);
  }
  const mapping = fields.get('mapping');
  return { ...(mapping !== undefined && { mapping: mappingOf(mapping) }), ...(withoutPassword && { withoutPassword }) };
}

function mappingOf(text: string): NonNullable<ImportOptions['mapping']> {
  const entries = Object.entries(parsed(text));
  if (entries.length > IMPORT_LIMITS.columns) throw invalid('/mapping', 'too-many', 'maps more columns than may be');
  const read = entries.map(([header, column]): [string, ImportColumn | null] => {
    if (column === null || column === '') return [header, null];
    const known = READ_COLUMNS.find((one) => one === column);
    if (known) return [header, known];
    throw invalid('/mapping', 'unknown-column', `${header} is mapped to no column of an import`);
  });
  return Object.fromEntries(read);
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // What is no JSON is refused as what is no object.
  }
  throw invalid('/mapping', 'object', 'use a JSON object of headers and columns');
}

/** Without what could forge a line of a log, and without the folders that some browsers send along. */
function nameOf(given: string): string {
  const name = given
    .replace(/^.*[\\/]/, '')
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu, ' ')
    .trim()
    .slice(0, SHOWN);
  return name || 'users.csv';
}

/** What the parser of forms throws is the sender's doing; our own refusals stay. */
export function explainForm(error: unknown): unknown {
  const { code = '', message = '' } = error as { readonly code?: string; readonly message?: string };
  if (error instanceof Problem || !(error instanceof Error)) return error;
  if (code === 'FST_REQ_FILE_TOO_LARGE') return tooLarge();
  const isForm = /^FST_|^ERR_STREAM_PREMATURE_CLOSE$|^ECONNRESET$/.test(code);
  const isBroken = /boundary|unexpected end|terminated early|malformed part|premature|aborted/i.test(message);
  return isForm || isBroken ? new Problem('malformed-request', { detail: 'The form can not be read.' }) : error;
}

export function tooLarge(): Problem {
  return new Problem('body-too-large', { detail: `A file may have ${IMPORT_LIMITS.fileBytes / 1_048_576} MiB.` });
}

function notMultipart(): Problem {
  return new Problem('unsupported-media-type', { detail: 'Send the file as multipart/form-data.' });
}

function invalid(pointer: string, code: string, detail: string): Problem {
  return new Problem('invalid-request', { errors: [{ pointer, code, detail }] });
}
