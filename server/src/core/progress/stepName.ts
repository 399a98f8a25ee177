// Takes apart the name that BuildKit gives the vertex of a Dockerfile step (dockerfile2llb/convert.go prefixCommand).
// Knows nothing of the Dockerfile it came from, so it can't say which word before the numbers is the stage.

export interface StepName {
  /**
   * The words before the numbers: of `target`, `platform` and `stage` those that were printed, in this order.
   * A platform is left out here.
   */
  readonly words: readonly string[];
  /** `linux/amd64`, `linux/amd64->arm64`: only of a build for several platforms. */
  readonly platform: string | undefined;
  readonly number: number;
  readonly total: number;
  /** Whether the base image's ONBUILD brought it (printed since BuildKit 0.17). */
  readonly onbuild: boolean;
  /** Whether it is the second half of a `COPY --link`. */
  readonly link: boolean;
  /** Upper case. */
  readonly keyword: string;
  /** The source line as BuildKit prints it, keyword included, variables replaced. */
  readonly text: string;
}

const shape = /^(LINK )?\[(?:([^\]]*) )? *(\d+)\/(\d+)\] ([^]*)$/;

/** The parts of a step's name; `undefined` for any other vertex (`[internal] ...`, exports, sources of `--from`). */
export function parseStepName(name: string): StepName | undefined {
  const match = shape.exec(name);
  if (!match) return undefined;
  const [, linkBefore, prefix = '', number = '', total = '', rest = ''] = match;
  let text = rest;
  const linkInside = text.startsWith('LINK ');
  if (linkInside) text = text.slice('LINK '.length);
  const onbuild = text.startsWith('ONBUILD ');
  if (onbuild) text = text.slice('ONBUILD '.length);
  const words = prefix.split(' ').filter(word => word !== '');
  const platform = words.find(word => word.includes('/'));
  return {
    words: words.filter(word => word !== platform),
    platform,
    number: Number(number),
    total: Number(total),
    onbuild,
    link: linkBefore !== undefined || linkInside,
    keyword: (/^\S+/.exec(text)?.[0] ?? '').toUpperCase(),
    text,
  };
}
