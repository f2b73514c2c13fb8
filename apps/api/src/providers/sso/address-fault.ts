import type { FieldError } from 'wardkeep/contracts';
import type { OutgoingGuard } from '../../platform/outgoing/outgoing-guard.js';

/** What is wrong with an address that will be asked, as far as it shows before any name is looked up. */
export function addressFault(guard: OutgoingGuard, address: string, pointer: string): FieldError | null {
  const fault = guard.faultOf(address);
  if (fault === null) return null;
  if (fault === 'https-required') return { pointer, code: fault, detail: 'use an address that begins with https://' };
  if (fault === 'forbidden-address') {
    const detail = 'Wardkeep may not be led to this address; the configuration can allow it (allowedNetworks)';
    return { pointer, code: fault, detail };
  }
  return { pointer, code: 'address', detail: 'use an address such as https://id.example.org' };
}
