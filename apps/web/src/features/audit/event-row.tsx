import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from 'wardkeep/contracts';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { EventFacts } from './event-facts';
import { plainSentence } from './sentence';
import { SentenceText } from './sentence-text';
import { useWords } from './use-words';
import classes from './audit.module.css';

/** One event in a line; opened, what changed and everything known about it. */
function PlainRow({ event }: { readonly event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  const panelId = useId();
  const Arrow = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li className={classes.event} data-open={isOpen || undefined}>
      <div className={classes.line}>
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={isOpen}
          aria-controls={panelId}
          aria-label={t('details', { sentence: plainSentence(event, words) })}
          onClick={() => setOpen(!isOpen)}
        >
          <Arrow size={16} aria-hidden="true" />
        </UnstyledButton>
        <span className={classes.time}>
          <TimeText at={event.at} />
        </span>
        <Link to="/audit/$id" params={{ id: event.id }} search className={classes.link}>
          <SentenceText event={event} />
        </Link>
        <span className={classes.outcome}>
          <StatusMark status={event.outcome} />
        </span>
        <span className={classes.address}>{event.address}</span>
      </div>
      <div id={panelId} hidden={!isOpen} className={classes.panel}>
        {isOpen && <EventFacts event={event} />}
      </div>
    </li>
  );
}

export const EventRow = memo(PlainRow);
