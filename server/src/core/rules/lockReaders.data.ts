// From which versions on package managers follow a lock file, by the versions of the images that bring them. Data.

/** npm knows `npm ci` from 5.7 on: Node 8.12, none of Node 9, Node 10.3. Part of a version that a tag leaves out is the newest. */
export function bringsNpmCi(major: number, minor: number): boolean {
  return major === 8 ? minor >= 12 : major === 10 ? minor >= 3 : major > 10;
}

/** The minor version of Rust 1 whose Cargo is the first to read a lock file of this format. Older formats are read by all. */
export function firstReaderOf(lock: string): number {
  return cargoLockReaders.get(/^version = (\d+)\r?$/m.exec(lock)?.[1] ?? '') ?? 0;
}

export function readsAnyCargoLock(minor: number): boolean {
  return minor >= 78;
}

const cargoLockReaders: ReadonlyMap<string, number> = new Map([['3', 53], ['4', 78]]);

/** Names of images that bring Node or Rust in the version of their tag, without the registry and the owner. */
export const nodeImages = /^(?:alpine-)?node$/;
export const rustImages = /^(?:rust|muslrust|rust-musl-builder|cargo-chef)$/;

/** Node's names of its first lines. */
export const nodeCodenames: Readonly<Record<string, number>> = { argon: 4, boron: 6, carbon: 8, dubnium: 10 };

/** Another npm, which a step puts in the place of the image's own. */
export const newerNpm = /^npm(?:@(?:latest|next|lts|\^?(?:[6-9]|\d\d).*))?$/;

/** What puts another Rust in the place of the image's own: files of the project, commands, a variable. */
export const rustToolchainFiles: readonly string[] = ['rust-toolchain.toml', 'rust-toolchain'];
export const rustToolchainWords = /\brustup\s+(?:\S+\s+)*?(?:default|update|install|override|toolchain)\b|--default-toolchain\b/;
