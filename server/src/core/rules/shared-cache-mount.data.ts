// Which C library official images of Python bring along. Data.
import type { BaseImage } from './baseImage.js';

export type Library = 'Alpine' | 'Debian';

/** `undefined`: not known. */
export function libraryOf(image: BaseImage | undefined): Library | undefined {
  if (!image || !/^(?:docker\.io\/)?(?:library\/)?(?:python|alpine|debian|ubuntu)$/.test(image.name)) return undefined;
  return /alpine$/.test(image.name) || /alpine/.test(image.tag ?? '') ? 'Alpine' : 'Debian';
}
