import { PERSON_NAME_PATTERN, STRICT_NAME_PATTERN, type NamingForm } from 'wardkeep/contracts';

/** Whether a first or last name has the form that a Domain asks for. */
export function isPersonName(form: NamingForm, name: string): boolean {
  return (form === 'strict' ? STRICT_NAME_PATTERN : PERSON_NAME_PATTERN).test(name);
}

/** What a name of another form is told. */
export const STRICT_NAME_TEXT = 'use 1 to 255 of the letters a–z, digits and _ -';
