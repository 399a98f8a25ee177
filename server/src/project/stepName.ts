// What a step is called where there is little room: its command without flags. Must not know where it is shown.

const maxLength = 40;
/** The keyword and the instruction's own flags; those of the command behind them are a person's words. */
const opening = /^(\w+)\s+(?:--[\w-]+(?:=\S*)?\s+)*/;

/** The name of the step with this instruction text: one line of at most 40 characters. */
export function stepName(text: string): string {
  const named = text.trim().replace(opening, (_, keyword: string) => (keyword.toUpperCase() === 'RUN' ? '' : `${keyword} `));
  const characters = Array.from(named.replace(/\s+/g, ' '));
  return characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
}
