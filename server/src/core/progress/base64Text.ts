// Base64 to text without any platform's decoder, because the pure core has none. Knows nothing of progress streams.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const values = new Uint8Array(128).fill(255);
for (let at = 0; at < alphabet.length; at++) values[alphabet.charCodeAt(at)] = at;
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

const replacement = 0xfffd;
/** Below the number of arguments that every engine takes in one call. */
const bufferSize = 8192;

/**
 * Decodes base64 of UTF-8, one message after another of the same stream: a character that two messages share comes out
 * whole with the second. Bytes that are no UTF-8 become U+FFFD; characters outside the base64 alphabet are passed over.
 */
export class Base64TextDecoder {
  /** Continuation bytes that the character still lacks. */
  #missing = 0;
  #point = 0;
  /** The least code point that so many bytes may spell: shorter spellings exist for lower ones and are refused. */
  #least = 0;
  #text = '';
  readonly #codes = new Uint16Array(bufferSize);
  #count = 0;

  decode(data: string): string {
    let bits = 0;
    let width = 0;
    for (let at = 0; at < data.length; at++) {
      const value = values[data.charCodeAt(at)];
      if (value === undefined || value === 255) continue;
      bits = (bits << 6) | value;
      width += 6;
      if (width < 8) continue;
      width -= 8;
      const byte = (bits >> width) & 255;
      bits &= 255;
      if (byte < 128 && this.#missing === 0) this.#put(byte);
      else this.#byte(byte);
    }
    return this.#flush();
  }

  /** What a character cut off at the end of the stream becomes. */
  finish(): string {
    if (this.#missing > 0) this.#put(replacement);
    this.#missing = 0;
    return this.#flush();
  }

  #byte(byte: number): void {
    if (this.#missing > 0 && (byte & 0xc0) === 0x80) {
      this.#point = (this.#point << 6) | (byte & 0x3f);
      if (--this.#missing === 0) this.#character();
      return;
    }
    if (this.#missing > 0) this.#put(replacement);
    this.#missing = 0;
    if (byte < 0x80) this.#put(byte);
    else if (byte >= 0xc2 && byte < 0xe0) this.#begin(1, byte & 0x1f, 0x80);
    else if (byte >= 0xe0 && byte < 0xf0) this.#begin(2, byte & 0x0f, 0x800);
    else if (byte >= 0xf0 && byte < 0xf5) this.#begin(3, byte & 0x07, 0x10000);
    else this.#put(replacement);
  }

  #begin(missing: number, point: number, least: number): void {
    this.#missing = missing;
    this.#point = point;
    this.#least = least;
  }

  #character(): void {
    const point = this.#point;
    if (point < this.#least || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) this.#put(replacement);
    else if (point < 0x10000) this.#put(point);
    else {
      this.#put(0xd800 + ((point - 0x10000) >> 10));
      this.#put(0xdc00 + ((point - 0x10000) & 0x3ff));
    }
  }

  #put(code: number): void {
    if (this.#count === bufferSize) this.#spill();
    this.#codes[this.#count++] = code;
  }

  #spill(): void {
    this.#text += String.fromCharCode.apply(null, this.#codes.subarray(0, this.#count) as unknown as number[]);
    this.#count = 0;
  }

  #flush(): string {
    this.#spill();
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
