const MAX_WORDS = 80;
const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/**
 * Text that somebody typed, as it may stand in a mail: one line, bounded, without invisible characters, and without
 * anything that a mail program would turn into a link.
 */
export function plainWords(text: string, maxLength = MAX_WORDS): string {
  const line = text
    .replace(CONTROLS, ' ')
    .replaceAll(/[:/\\@]+/g, ' ')
    .replaceAll(/\.(?=\S)/g, '. ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return clipped(line, maxLength);
}

/** A username says exactly what to type, so only its length and its line are kept in check. */
export function exactWord(text: string, maxLength = 255): string {
  return clipped(text.replace(CONTROLS, ''), maxLength);
}

function clipped(text: string, maxLength: number): string {
  const characters = [...text];
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : text;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
