import { Injectable } from '@nestjs/common';
import { dictionary } from '@zxcvbn-ts/language-common';
import { forComparison } from 'wardkeep/rules';

/** What the list, which comes from English-speaking leaks, lacks of what people type here. */
const MORE =
  'qwertz qwertzu qwertzui qwertzuiop asdfghjklö yxcvbnm willkommen geheim passwort kennwort firma buero frühling ' +
  'fruehling sommer herbst winter januar februar märz maerz april juni juli august september oktober november dezember ' +
  'montag dienstag mittwoch donnerstag freitag samstag sonntag login signin logon admin administrator sysadmin ' +
  'company office service support system server database temporary temppass initial default changeme abcdef abcdefg';

/** Some 50,000 passwords that attackers try first, in memory. */
@Injectable()
export class CommonPasswords {
  readonly #words = new Set([...dictionary['passwords-common'], ...MORE.split(' ')].map(forComparison));

  /** `word` as `forComparison` writes it. */
  readonly has = (word: string): boolean => this.#words.has(word);
}
