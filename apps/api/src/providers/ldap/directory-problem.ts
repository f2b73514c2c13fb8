import type { SyncStop } from 'wardkeep/contracts';

export type DirectoryFailure = Extract<SyncStop, 'directory-unavailable' | 'directory-refused' | 'incomplete-answer'>;

/** A directory that can not be read; the message says in plain words what happened, with the directory's own code. */
export class DirectoryProblem extends Error {
  constructor(
    readonly because: DirectoryFailure,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'DirectoryProblem';
  }
}

/** Wardkeep itself asks a directory too much at once: it tells nothing about the directory. */
export class DirectoryBusy extends DirectoryProblem {
  constructor() {
    super('directory-unavailable', 'Too many ask the directory at once');
  }
}
