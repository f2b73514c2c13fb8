import type { AuditEvent } from 'wardkeep/contracts';
import { sentenceOf } from './sentence';
import { useWords } from './use-words';
import classes from './audit.module.css';

export function SentenceText({ event }: { readonly event: AuditEvent }) {
  const words = useWords();
  return (
    <span className={classes.sentence}>
      {sentenceOf(event, words).map(({ kind, text }, index) =>
        kind === 'verb' ? (
          <strong key={index}>{text}</strong>
        ) : (
          <span key={index} data-kind={kind}>
            {text}
          </span>
        ),
      )}
    </span>
  );
}
