/** What Mantine asks of a browser and jsdom lacks. */
class NoObserver {
  observe(): void {
    return;
  }

  unobserve(): void {
    return;
  }

  disconnect(): void {
    return;
  }
}

Object.defineProperty(window, 'matchMedia', {
  writable: true,
  value: (media: string) => ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
    onchange: null,
  }),
});
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
Object.assign(window, { ResizeObserver: NoObserver, IntersectionObserver: NoObserver });
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
window.HTMLElement.prototype.scrollIntoView = () => undefined;
