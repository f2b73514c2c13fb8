export { KeysDialog } from './keys-dialog';
export { Palette } from './palette';
