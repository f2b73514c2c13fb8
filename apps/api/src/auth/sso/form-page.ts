import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { escapedXml } from '../../platform/xml/xml-text.js';

const SEND = 'document.forms[0].submit()';
const SEND_HASH = createHash('sha256').update(SEND).digest('base64');

/**
 * A page that sends a form on to another site by itself or, where scripts are off, by a button; it may do nothing else.
 * Browsers hold `form-action` against every address that the answer leads on to as well: providers lead from host to
 * host, so none is named.
 */
export function formPage(reply: FastifyReply, url: string, fields: Readonly<Record<string, string>>): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${SEND_HASH}'`,
    `form-action ${new URL(url).protocol}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  void reply.header('content-type', 'text/html; charset=utf-8').header('content-security-policy', policy.join('; '));
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escapedXml(name)}" value="${escapedXml(value)}">`,
  );
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Wardkeep</title>',
    `<form method="post" action="${escapedXml(url)}">${inputs.join('')}<button>Continue</button></form>`,
    `<script>${SEND}</script></html>`,
  ].join('');
}
