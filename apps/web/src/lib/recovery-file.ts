type RecoveryFile = { readonly title: string; readonly note: string; readonly codes: readonly string[] };

/** As it is downloaded: for people, one code a line. */
export const recoveryText = ({ title, note, codes }: RecoveryFile): string =>
  `${title}\r\n\r\n${codes.map((code, index) => `${String(index + 1).padStart(2)}. ${code}`).join('\r\n')}\r\n\r\n${note}\r\n`;

/** Hands a text to the browser as a file, without asking the server. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A part of a file name that every system takes. */
export const fileNamePart = (text: string): string => text.replaceAll(/[^\w.-]+/g, '-').slice(0, 60);
