/** The kind of the jobs that validate, apply and undo an import, by its state. */
export const USER_IMPORT = 'user-import';
