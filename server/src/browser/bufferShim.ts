// dockerfile-ast calls Buffer.from in one place; a worker has none.
export const Buffer = { from: (text: string): Uint8Array => new TextEncoder().encode(text) };
