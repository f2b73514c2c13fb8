type Listener = (message: string, urgent: boolean) => void;
let listener: Listener | null = null;

export function listenToAnnouncements(next: Listener): () => void {
  listener = next;
  return () => {
    if (listener === next) listener = null;
  };
}

/** Said by the shell's live regions to those who can't see that the page changed. */
export function announce(message: string, urgent = false): void {
  listener?.(message, urgent);
}
