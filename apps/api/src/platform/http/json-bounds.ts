const DEEPEST = 32;
/** Values, counted by what stands between and before them: more than any route takes, fewer than would cost time. */
const MOST_VALUES = 20_000;

/**
 * Everything that begins, ends or parts a JSON value, and whole texts, in which the same characters mean nothing. A text
 * that does not end reaches to the end: else it would be looked through again from each quote in it.
 */
const MARKS = /"(?:[^"\\]|\\.)*(?:"|\\?$)|[[\]{},]/gs;

/** Whether JSON is so deep or has so many values that reading it would cost more than refusing it. */
export function isBeyondBounds(json: string): boolean {
  let depth = 0;
  let values = 0;
  for (const [mark] of json.matchAll(MARKS)) {
    if (mark === '[' || mark === '{') depth += 1;
    else if (mark === ']' || mark === '}') depth -= 1;
    else if (mark === ',') values += 1;
    if (depth > DEEPEST || values > MOST_VALUES) return true;
  }
  return false;
}
