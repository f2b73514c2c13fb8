import { Injectable } from '@nestjs/common';
import { LIMITS, type FieldChange, type Page, type UserView } from 'wardkeep/contracts';
import type { CreateUserViewDto, UpdateUserViewDto } from 'wardkeep/contracts/dto';
import { holds } from 'wardkeep/rules';
import type { Actor } from '../../platform/actor.js';
import type { WriteTx } from '../../platform/database/transaction.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.js';
import { Problem } from '../../platform/http/problem.js';
import { newId } from '../../platform/ids.js';
import { UserViewsRepository, type ViewFields, type ViewRow } from './user-views.repository.js';

const LISTED = 200;

/** Lists of users as people like to see them: one's own, and those that are shared with everybody of the Domain. */
@Injectable()
export class UserViewsService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly views: UserViewsRepository,
  ) {}

  async list(actor: Actor): Promise<Page<UserView>> {
    const rows = await this.unitOfWork.read(actor, (tx) => this.views.visible(tx, actor.userId, LISTED));
    const items = rows.map((row) => toView(actor, row));
    return { items, nextCursor: null, total: { value: items.length, relation: 'exact' } };
  }

  create(actor: Actor, input: CreateUserViewDto): Promise<UserView> {
    return this.unitOfWork.write(actor, async (tx) => {
      if (input.shared) refuseToShare(actor);
      if ((await this.views.countOf(tx, actor.userId)) >= LIMITS.userViews) throw new Problem('too-many-views');
      const view = merged({ name: '', shared: false, filters: {}, columns: null, sort: 'username' }, input);
      const owner = { id: newId(), ownerId: actor.userId, owner: actor.username };
      const row = await this.views.add(tx, actor.domain.id, owner, view);
      const changes = changesOf({}, view);
      return { result: toView(actor, row), audit: [{ type: 'view.created', subject: subjectOf(row), changes }] };
    });
  }

  update(actor: Actor, id: string, version: number, change: UpdateUserViewDto): Promise<UserView> {
    return this.unitOfWork.write(actor, async (tx) => {
      const row = await this.locked(tx, actor, id, version);
      const view = merged(row, change);
      if (view.shared && !row.shared) refuseToShare(actor);
      const changes = changesOf(row, view);
      if (changes.length === 0) return { result: toView(actor, row), unchanged: true };
      const saved = await this.views.save(tx, id, view);
      return { result: toView(actor, saved), audit: [{ type: 'view.updated', subject: subjectOf(saved), changes }] };
    });
  }

  remove(actor: Actor, id: string, version: number): Promise<void> {
    return this.unitOfWork.write(actor, async (tx) => {
      const row = await this.locked(tx, actor, id, version);
      await this.views.remove(tx, id);
      const changes = [{ field: 'name', before: row.name, after: null }];
      return { result: undefined, audit: [{ type: 'view.deleted', subject: subjectOf(row), changes }] };
    });
  }

  /** Somebody else's that is not shared does not exist. */
  private async locked(tx: WriteTx, actor: Actor, id: string, version: number): Promise<ViewRow> {
    const row = await this.views.lock(tx, id, actor.userId);
    if (!row) throw new Problem('view-not-found');
    if (!isEditable(actor, row)) throw new Problem('permission-missing', { about: subjectOf(row) });
    if (row.version !== version) throw new Problem('stale-version', { current: row.version });
    return row;
  }
}

/** What everybody sees is for those who look after users. */
function refuseToShare(actor: Actor): void {
  if (!holds(actor.grants, 'users:update', 'domain')) {
    throw new Problem('permission-missing', { detail: 'Your role does not allow users:update.' });
  }
}

function isEditable(actor: Actor, { ownerId }: ViewRow): boolean {
  return ownerId === actor.userId || holds(actor.grants, 'users:update', 'domain');
}

function merged(before: ViewFields, change: Partial<UpdateUserViewDto>): ViewFields {
  const { name, shared, filters, columns, sort } = before;
  return {
    name: change.name ?? name,
    shared: change.shared ?? shared,
    filters: change.filters ? present(change.filters) : filters,
    columns: change.columns === undefined ? columns : change.columns,
    sort: change.sort ?? sort,
  };
}

function present(filters: object): Record<string, string | number> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== ''));
}

function changesOf(before: Partial<ViewFields>, after: ViewFields): FieldChange[] {
  const fields = ['name', 'shared', 'filters', 'columns', 'sort'] as const;
  return fields
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}

function subjectOf({ id, name }: ViewRow) {
  return { kind: 'view', id, name };
}

function toView(actor: Actor, row: ViewRow): UserView {
  const { id, name, shared, owner, filters, columns, sort, version } = row;
  return {
    id,
    name,
    shared,
    owner,
    own: row.ownerId === actor.userId,
    editable: isEditable(actor, row),
    filters,
    columns,
    sort,
    version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
