import { useState } from 'react';

type Sending = { readonly isSending: boolean; readonly error: unknown };
const IDLE: Sending = { isSending: false, error: null };

/** One request at a time and what it was refused with. These pages do without the library that holds the others' data. */
export function useSending<Sent>(request: (sent: Sent) => Promise<unknown>) {
  const [state, setState] = useState(IDLE);
  const send = async (sent: Sent) => {
    if (state.isSending) return;
    setState({ isSending: true, error: null });
    try {
      await request(sent);
      setState(IDLE);
    } catch (error) {
      setState({ isSending: false, error });
    }
  };
  return { ...state, send: (sent: Sent) => void send(sent), forget: () => setState((old) => (old.error ? IDLE : old)) };
}
