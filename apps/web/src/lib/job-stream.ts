import { useEffect, useRef } from 'react';
import type { Job } from 'wardkeep/contracts';
import { api } from './api';

/** Tells of each change of a job as it happens. Where the stream ends early or is refused, asking now and then remains. */
export function useJobStream(id: string | null | undefined, onChange: (job: Job) => void): void {
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  }, [onChange]);
  useEffect(() => {
    if (!id) return;
    const controller = new AbortController();
    const listen = async () => {
      for await (const job of api.jobs.events(id, { signal: controller.signal })) latest.current(job);
    };
    listen().catch(() => undefined);
    return () => controller.abort();
  }, [id]);
}
