/** Enough to recognize an address one knows, too little to learn one: `a•••e@example.org`. */
export function maskedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const name = [...email.slice(0, at)];
  const last = name.length > 2 ? (name.at(-1) ?? '') : '';
  return `${name[0] ?? ''}•••${last}${email.slice(at)}`;
}
