// How folders are called that people mean to be a package manager's cache. Data.

/** By ecosystem. Package managers that read their folder from a project's files (yarn, pnpm, bundler) are left out. */
export const cacheTails: ReadonlyMap<string, RegExp> = new Map([
  ['pip', /(?:^|\/)\.cache(?:\/pip)?$|\/\.pip$/],
  ['uv', /\/\.cache\/uv$/],
  ['npm', /\/\.npm(?:\/_cacache)?$/],
  ['go', /\/(?:pkg\/mod|go-build)$/],
  ['cargo', /\/\.?cargo\/(?:registry|git)(?:\/(?:cache|index|db))?$/],
  ['maven', /\/\.m2(?:\/repository)?$/],
  ['poetry', /\/\.cache\/pypoetry$/],
  ['dotnet', /\/\.nuget(?:\/packages)?$/],
]);
