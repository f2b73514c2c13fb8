import { useEffect, useState } from 'react';
import { listenToAnnouncements } from '../../lib/announce';

export function LiveRegions() {
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  useEffect(
    () =>
      listenToAnnouncements((message, isUrgent) => {
        const say = isUrgent ? setUrgent : setPolite;
        say('');
        setTimeout(() => say(message), 50);
      }),
    [],
  );
  return (
    <>
      <div className="visually-hidden" role="status">
        {polite}
      </div>
      <div className="visually-hidden" role="alert">
        {urgent}
      </div>
    </>
  );
}
