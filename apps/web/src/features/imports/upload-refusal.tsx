import { useTranslation } from 'react-i18next';
import { FormErrors } from '../../components/form-errors';
import { isProblem, problemText } from '../../lib/problems';

type RefusalProps = { readonly error: unknown; readonly headers: readonly string[] };

/** Why the file was not taken, with the header that a reason points to. */
export function UploadRefusal({ error, headers }: RefusalProps) {
  const { t } = useTranslation('imports');
  if (!error) return null;
  const errors = isProblem(error) ? (error.problem.errors ?? []) : [];
  const lines = errors.map(({ pointer, code, detail }) => {
    const header = headers[Number(/^\/headers\/(\d+)$/.exec(pointer)?.[1])];
    const words = t(`refused.${code}`, { defaultValue: detail });
    return header ? `${header}: ${words}` : words;
  });
  return <FormErrors title={t('upload.refused')} error={lines.length > 0 ? lines.join(' ') : problemText(error)} />;
}
