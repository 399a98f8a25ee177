// Images that are made for a Python package, which packages those are, and where the tag says their version. Data.
import type { BaseImage } from './baseImage.js';

export interface Shipper {
  readonly packages: readonly string[];
  /** The package that the version is of. */
  readonly main: string;
  /** `undefined`: not known. */
  readonly version: string | undefined;
  /** Whether it is a build of the image's own, which no version of the index is equal to. */
  readonly isOwnBuild: boolean;
}

interface Entry {
  readonly image: RegExp;
  readonly packages: readonly string[];
  /** The version in the tag; `other` where the image has a build of its own. */
  readonly version: RegExp | 'other';
}

const torch = ['torch', 'torchvision', 'torchaudio'];

const entries: readonly Entry[] = [
  { image: /^(?:docker\.io\/)?pytorch\/pytorch$/, packages: torch, version: /^(\d+\.\d+(?:\.\d+)?)-/ },
  { image: /^nvcr\.io\/nvidia\/pytorch$/, packages: ['torch', 'torchvision'], version: 'other' },
  { image: /^(?:docker\.io\/)?rocm\/pytorch$/, packages: torch.slice(0, 2), version: /pytorch_(?:release_)?(\d+\.\d+\.\d+)/ },
  { image: /^(?:docker\.io\/)?tensorflow\/tensorflow$/, packages: ['tensorflow'], version: /^(\d+\.\d+\.\d+(?:rc\d+)?)/ },
  { image: /^nvcr\.io\/nvidia\/tensorflow$/, packages: ['tensorflow'], version: 'other' },
  { image: /^(?:docker\.io\/)?pytorch\/torchserve(?:-nightly)?$/, packages: torch, version: /^$/ },
];

/** `undefined`: nothing is known of the image. */
export function shipperOf({ name, tag = '' }: BaseImage): Shipper | undefined {
  const entry = entries.find(({ image }) => image.test(name));
  const main = entry?.packages[0];
  if (!entry || main === undefined) return undefined;
  return { packages: entry.packages, main, version: entry.version === 'other' ? undefined : entry.version.exec(tag)?.[1], isOwnBuild: entry.version === 'other' };
}
