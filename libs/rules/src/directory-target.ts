/** What a directory's password was typed for. */
export type DirectoryTarget = {
  readonly url: string;
  readonly startTls?: boolean | undefined;
  readonly caCertificate?: string | null | undefined;
  readonly bindDn?: string | null | undefined;
};

/** Whether the kept password would go somewhere else, be trusted to somebody else, or be used for another account. */
export function isOtherDirectory(before: DirectoryTarget, after: DirectoryTarget): boolean {
  return (
    hostOf(before) !== hostOf(after) ||
    before.startTls !== after.startTls ||
    certificateOf(before) !== certificateOf(after) ||
    before.bindDn !== after.bindDn
  );
}

/** A slash at the end of an address says nothing. */
function hostOf({ url }: DirectoryTarget): string {
  return url.toLowerCase().replace(/\/$/, '');
}

/** A form gives it back with other ends of lines. */
function certificateOf({ caCertificate }: DirectoryTarget): string | null {
  return caCertificate?.replace(/\s/g, '') ?? null;
}
