import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import type { Import, ImportColumn, ImportOptions } from 'wardkeep/contracts';
import { columnOf, headOf, type CsvHead } from '../../lib/csv-head';
import { upload } from '../../lib/upload';
import { keepImport } from './queries';

/** Null leaves the column out; undefined is not decided yet. */
export type ColumnChoice = ImportColumn | null | undefined;
export type WithoutPassword = NonNullable<ImportOptions['withoutPassword']>;
type Sent = { readonly sent: number; readonly total: number };

const PATH = '/api/v1/users/imports';

/** A column that a header before it has already is nobody's, until somebody says so. */
function firstChoices({ headers }: CsvHead): ColumnChoice[] {
  const taken = new Set<ImportColumn>();
  return headers.map((header) => {
    const column = columnOf(header);
    if (column && taken.has(column)) return undefined;
    if (column) taken.add(column);
    return column;
  });
}

function useUpload() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [sent, setSent] = useState<Sent | null>(null);
  const [error, setError] = useState<unknown>(null);
  const giveUp = useRef<AbortController | null>(null);
  const send = async (file: File, fields: Readonly<Record<string, string>>) => {
    const controller = new AbortController();
    giveUp.current = controller;
    setError(null);
    setSent({ sent: 0, total: file.size });
    try {
      const made = await upload<Import>({
        path: PATH,
        file,
        fields,
        signal: controller.signal,
        onProgress: (done, total) => setSent({ sent: done, total }),
      });
      await keepImport(client, made);
      await navigate({ to: '/imports/$id', params: { id: made.id } });
    } catch (refusal) {
      if (!controller.signal.aborted) setError(refusal);
    } finally {
      setSent(null);
    }
  };
  return { sent, error, send, forget: () => setError(null), giveUp: () => giveUp.current?.abort() };
}

/** A file on its way: what it is, what its columns are, how much of it is sent. */
export function useImportDraft() {
  const [file, setFile] = useState<File | null>(null);
  const [head, setHead] = useState<CsvHead | null>(null);
  const [choices, setChoices] = useState<readonly ColumnChoice[]>([]);
  const [withoutPassword, setWithoutPassword] = useState<WithoutPassword>('temporary');
  const uploading = useUpload();

  const choose = async (chosen: File | null) => {
    uploading.forget();
    const found = chosen ? await headOf(chosen) : null;
    setFile(chosen);
    setHead(found);
    setChoices(found ? firstChoices(found) : []);
  };
  const send = () => {
    if (!file || !head || uploading.sent) return;
    const mapping = Object.fromEntries(head.headers.map((header, index) => [header, choices[index] ?? null]));
    void uploading.send(file, { mapping: JSON.stringify(mapping), withoutPassword });
  };
  return {
    file,
    head,
    choices,
    withoutPassword,
    sent: uploading.sent,
    error: uploading.error,
    isReady: choices.length > 0 && choices.every((choice) => choice !== undefined),
    choose: (chosen: File | null) => void choose(chosen),
    setWithoutPassword,
    setChoice: (index: number, choice: ColumnChoice) =>
      setChoices((old) => old.map((other, at) => (at === index ? choice : other))),
    send,
    giveUp: uploading.giveUp,
  };
}

export type ImportDraft = ReturnType<typeof useImportDraft>;
