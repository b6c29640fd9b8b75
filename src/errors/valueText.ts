/** Maximum number of characters of a value in a message. */
const MOST = 200;

/** A value from outside as text for a message: JSON, shortened if it is long. */
export function valueText(value: unknown): string {
  let text: string;
  try {
    // Functions and symbols have no JSON.
    text = JSON.stringify(value) ?? (value === undefined ? 'undefined' : `a ${typeof value}`);
  } catch {
    if (typeof value === 'bigint') return 'a bigint';
    // Engines do not reveal which of the two it is; neither can be serialized.
    return 'a value that is nested too deeply, or contains itself';
  }
  return text.length > MOST ? `${text.slice(0, MOST)} …` : text;
}
