import { PageQueryDto } from './page.dto.js';
import type { JobState } from './terms.js';

export type Job = {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly progress: { readonly done: number; readonly total: number | null };
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
  readonly startedBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export class JobsQueryDto extends PageQueryDto {}
