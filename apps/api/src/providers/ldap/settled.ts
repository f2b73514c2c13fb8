import type { Socket } from 'node:net';

type Ending = {
  /** The event that means success. */
  readonly event: 'connect' | 'secureConnect';
  readonly ms: number;
  readonly late: string;
  readonly closed: string;
  readonly failed: (error: NodeJS.ErrnoException) => string;
};

/** Until the socket is there: null, or why it is not, and then it is destroyed. */
export function settled(socket: Socket, { event, ms, late, closed, failed }: Ending): Promise<string | null> {
  return new Promise((resolve) => {
    const done = () => settle(null);
    const onError = (error: NodeJS.ErrnoException) => settle(failed(error));
    const onClose = () => settle(closed);
    const settle = (why: string | null) => {
      clearTimeout(timer);
      socket.off(event, done).off('close', onClose);
      if (why === null) socket.off('error', onError);
      else socket.destroy();
      resolve(why);
    };
    const timer = setTimeout(() => settle(late), ms);
    socket.on(event, done).on('error', onError).on('close', onClose);
  });
}
