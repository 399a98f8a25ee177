// Programs that are worth keeping cached: they wait for a network or compile. Data.

export const slowPrograms: ReadonlySet<string> = new Set([
  'add-apt-repository', 'apt-add-repository', 'apt-key', 'curl', 'docker-php-ext-install', 'git', 'gpg', 'install-php-extensions', 'locale-gen', 'localedef', 'pecl', 'rustup', 'ssh-keyscan', 'wget',
]);

/** Of them only these calls: the rest is done in no time. */
export const slowCalls: ReadonlyMap<string, RegExp> = new Map([
  ['git', /^(?:clone|fetch|pull|lfs pull)\b/], ['rustup', /^(?:toolchain install|install|target add|component add|update|default)\b/], ['gpg', /(?:^|\s)--(?:recv-keys?|keyserver)\b/], ['apt-key', /\badv\b/],
]);
