const MAX_ADDRESS = 254;
const ADDRESS = /^[^\s\p{C}"(),:;<>@[\\\]]{1,64}@[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}.-]{0,251}[\p{L}\p{N}])?$/u;

/** Whether mail can go to exactly this address: one mailbox, without quotes, comments, lists or line ends. */
export function isMailable(address: string): boolean {
  return address.length <= MAX_ADDRESS && ADDRESS.test(address) && !address.includes('..');
}

/** `Name <address>` or a bare address, as the configuration allows it. */
export function parseSender(from: string): { readonly name: string; readonly address: string } {
  const [, name = '', address = from] = /^(.*?) ?<([^<>]+)>$/.exec(from) ?? [];
  return { name, address };
}
