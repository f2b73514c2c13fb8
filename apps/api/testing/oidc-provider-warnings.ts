/** What the provider warns everybody of, and is meant so here: it forgets, and runs where we run. */
const KNOWN = [
  'Unsupported runtime',
  'a quick start development-only in-memory adapter',
  'failed to setup SSRF protection for fetch',
];

const spoken = globalThis.console;
const { warn } = spoken;

/** Imported before the provider, which says some of it as soon as it is loaded; whatever else it says is heard. */
spoken.warn = (...said: unknown[]): void => {
  const [line] = said;
  const isKnown = typeof line === 'string' && KNOWN.some((words) => line.includes(`oidc-provider WARNING: ${words}`));
  if (!isKnown) warn.apply(spoken, said);
};
