import Bowser from 'bowser';

/** A user agent in words, such as `Chrome 156 on Windows`; its own first words when it is no browser. */
export function deviceOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown device';
  const { browser, os } = Bowser.parse(userAgent);
  if (!browser.name) return userAgent.slice(0, 60);
  const version = browser.version?.split('.')[0];
  const program = version ? `${browser.name} ${version}` : browser.name;
  return os.name ? `${program} on ${os.name}` : program;
}
