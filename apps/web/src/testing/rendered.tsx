import { MantineProvider } from '@mantine/core';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

export type Rendered = {
  readonly text: () => string;
  readonly find: <T extends HTMLElement>(selector: string) => T;
  readonly button: (name: string) => HTMLButtonElement;
  readonly type: (selector: string, value: string) => Promise<void>;
  readonly click: (element: HTMLElement) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** As a person fills a field: React hears of it by the event. */
function fill(field: HTMLInputElement, value: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/** A component in the document, as the console shows it. */
export async function render(children: ReactNode): Promise<Rendered> {
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  await act(() => Promise.resolve(root.render(<MantineProvider>{children}</MantineProvider>)));
  const find = <T extends HTMLElement>(selector: string): T => {
    const found = place.querySelector<T>(selector);
    if (!found) throw new Error(`Nothing is ${selector} in ${place.innerHTML}`);
    return found;
  };
  const buttons = () => [...place.querySelectorAll('button')];
  return {
    text: () => place.textContent,
    find,
    button: (name) => {
      const found = buttons().find(({ textContent }) => textContent === name);
      if (!found)
        throw new Error(
          `No button ${name}, only ${buttons()
            .map(({ textContent }) => textContent)
            .join(', ')}`,
        );
      return found;
    },
    type: (selector, value) => act(() => Promise.resolve(fill(find<HTMLInputElement>(selector), value))),
    click: (element) => act(() => Promise.resolve(element.click())),
    close: async () => {
      await act(() => Promise.resolve(root.unmount()));
      place.remove();
    },
  };
}
