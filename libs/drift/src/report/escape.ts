const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made safe for HTML and SVG content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** At most `length` characters, so that a name from the data cannot blow a page up. */
export function shortened(text: string, length: number): string {
  const characters = [...text.slice(0, 2 * length)];
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : characters.join('');
}
