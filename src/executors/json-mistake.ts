/**
 * Where a text stops being JSON. The engine's own messages differ from version to version and often
 * name no place. A plain scan without recursion: neither depth nor length can overflow it.
 */

/** What may come next. `first-*`: the container may also be closed at once. */
type Wanted = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'next';

/** The offset of the first character that cannot continue JSON; the text's length when it ends too early. */
export function jsonMistakeOffset(text: string): number {
  return new MistakeScan(text).run();
}

class MistakeScan {
  readonly #text: string;
  readonly #open: ('[' | '{')[] = [];
  #at = 0;
  #wanted: Wanted = 'value';

  constructor(text: string) {
    this.#text = text;
  }

  run(): number {
    do this.#skip(/[ \t\r\n]*/y);
    while (this.#at < this.#text.length && this.#step());
    return this.#at;
  }

  /** Accepts what stands here; false when it is a mistake, with `#at` on the wrong character. */
  #step(): boolean {
    const character = this.#text[this.#at] ?? '';
    if (this.#closes(character)) return this.#accept('next', () => this.#open.pop());
    switch (this.#wanted) {
      case 'next':
        return character === ',' && this.#open.length > 0 && this.#accept(this.#open.at(-1) === '[' ? 'value' : 'key');
      case 'colon':
        return character === ':' && this.#accept('value');
      case 'key':
      case 'first-key':
        return this.#string('colon');
      case 'value':
      case 'first-value':
        return this.#value(character);
    }
  }

  #closes(character: string): boolean {
    const container = this.#open.at(-1);
    if (container === '[') return character === ']' && (this.#wanted === 'next' || this.#wanted === 'first-value');
    return container === '{' && character === '}' && (this.#wanted === 'next' || this.#wanted === 'first-key');
  }

  #value(character: string): boolean {
    if (character === '[') return this.#accept('first-value', () => this.#open.push('['));
    if (character === '{') return this.#accept('first-key', () => this.#open.push('{'));
    if (character === '"') return this.#string('next');
    this.#wanted = 'next';
    return this.#skip(/-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
  }

  #accept(next: Wanted, also?: () => void): true {
    also?.();
    this.#at += 1;
    this.#wanted = next;
    return true;
  }

  #string(next: Wanted): boolean {
    if (this.#text[this.#at] !== '"') return false;
    for (this.#at += 1; this.#at < this.#text.length; ) {
      const character = this.#text[this.#at] ?? '';
      if (character === '"') return this.#accept(next);
      if (character < ' ') return false;
      if (character !== '\\') this.#at += 1;
      else if (!this.#skip(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y)) return false;
    }
    return false;
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match !== null;
  }
}
