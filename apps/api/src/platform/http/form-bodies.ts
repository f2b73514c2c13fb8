import type { IncomingMessage } from 'node:http';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem } from './problem.js';

/** Each field once or, where it was sent several times, as a list. */
export type FormBody = Readonly<Record<string, unknown>>;

/** What a route finds in place of a form that is larger than it takes, of which nothing was kept. */
export class OversizedForm {}

type Taking = { readonly formBytes?: number };

const MOST_FIELDS = 50;

/**
 * Lets a route take what browsers and other servers send as a form, up to a size. One that is larger comes as an
 * `OversizedForm`, so that the route can say whose it was before it refuses it. All other routes take JSON alone.
 */
export const TakesForm = (maxBytes: number) => RouteConfig({ formBytes: maxBytes });

export function readFormBodies(server: FastifyInstance): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    async (request: FastifyRequest, payload: IncomingMessage) => {
      const { formBytes } = request.routeOptions.config as Taking;
      if (formBytes === undefined) throw new Problem('unsupported-media-type');
      const text = await textWithin(payload, formBytes);
      return text === null ? new OversizedForm() : fieldsOf(text);
    },
  );
}

/** The fields that were sent once; one that was sent twice says nothing. */
export function formText(fields: FormBody): Readonly<Record<string, string>> {
  const texts = Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string');
  return Object.fromEntries(texts);
}

function fieldsOf(text: string): FormBody {
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS) throw new Problem('malformed-request');
  const fields = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(text)) fields.set(name, [...(fields.get(name) ?? []), value]);
  return Object.fromEntries([...fields].map(([name, values]) => [name, values.length > 1 ? values : values[0]]));
}

/** Null for a longer one, of which the rest is not waited for. */
async function textWithin(payload: IncomingMessage, most: number): Promise<string | null> {
  if (Number(payload.headers['content-length'] ?? 0) > most) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of payload.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > most) return null;
      chunks.push(chunk);
    }
  } catch {
    throw new Problem('malformed-request');
  }
  return Buffer.concat(chunks).toString();
}
