/** An entry of a directory as the provider's attributes map it; null where the entry has no such value. */
export type DirectoryEntry = {
  readonly dn: string;
  /** The value of the unique id as text: a UUID for `entryUUID` and `objectGUID`. Never null: such entries are not answered. */
  readonly subject: string;
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
  /** What the directory itself says of the account: disabled, locked or expired there. */
  readonly disabled: boolean;
};
