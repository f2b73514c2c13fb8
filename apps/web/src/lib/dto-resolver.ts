import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { fieldText } from './problems';

type Errors = Record<string, string>;

function messageOf({ constraints = {}, contexts }: ValidationError): string | null {
  const [name, message] = Object.entries(constraints)[0] ?? [];
  if (!name || !message) return null;
  const context = contexts?.[name] as { readonly code?: string } | undefined;
  return fieldText(context?.code ?? name, message);
}

function collect(found: readonly ValidationError[], prefix: string, errors: Errors): Errors {
  for (const error of found) {
    const path = `${prefix}${error.property}`;
    const message = messageOf(error);
    if (message) errors[path] = message;
    collect(error.children ?? [], `${path}.`, errors);
  }
  return errors;
}

/**
 * A form's `validate` made of the class the API checks the body with. `toBody` turns the form's values into that
 * body: an empty text field, for instance, into `null`.
 */
export function dtoResolver<V, T extends object>(Dto: new () => T, toBody: (values: V) => object = (v) => v as object) {
  return (values: V): Errors =>
    collect(validateSync(plainToInstance(Dto, toBody(values)), { stopAtFirstError: true }), '', {});
}
