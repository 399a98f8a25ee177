// Files that hold keys and passwords: how they are called, and what in them shows that they really do.

/** A file of such a name is read, and counts when its text matches. Without a test the name is enough. */
export interface SecretFile {
  readonly name: RegExp;
  /** What it holds, for people. */
  readonly kind: 'privateKey' | 'credentials' | 'token' | 'environment';
  readonly holds?: (text: string) => boolean;
}

const privateKey = (text: string): boolean => /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\r\n]+[A-Za-z0-9+/=\r\n:, -]{100,}/.test(text);

/** By the path in the context. */
export const secretFiles: readonly SecretFile[] = [
  { name: /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/, kind: 'privateKey', holds: privateKey },
  { name: /\.(?:pem|key)$/, kind: 'privateKey', holds: privateKey },
  { name: /\.(?:kdbx|kdb)$/, kind: 'credentials' },
  { name: /(?:^|\/)\.aws\/credentials$/, kind: 'credentials', holds: text => /aws_secret_access_key\s*=\s*\S{20,}/.test(text) },
  { name: /(?:^|\/)\.(?:git-credentials|vault-token)$/, kind: 'credentials', holds: text => /\S{8,}/.test(text) },
  { name: /(?:^|\/)[._]netrc$/, kind: 'credentials', holds: text => hasValue(text, /\bpassword\s+(\S+)/g) },
  { name: /(?:^|\/)\.pypirc$/, kind: 'credentials', holds: text => hasValue(text, /^\s*password\s*[=:]\s*(\S+)/gm) },
  { name: /(?:^|\/)\.npmrc$/, kind: 'token', holds: text => hasValue(text, /^[^#;\r\n]*:?_(?:authToken|auth|password)\s*=\s*(\S+)/gm) },
  { name: /(?:^|\/)\.yarnrc\.yml$/, kind: 'token', holds: text => hasValue(text, /^\s*npmAuth(?:Token|Ident):\s*(\S+)/gm) },
  { name: /(?:^|\/)(?:\.docker\/config\.json|\.dockercfg)$/, kind: 'credentials', holds: text => /"auth"\s*:\s*"[A-Za-z0-9+/=]{8,}"/.test(text) },
  { name: /(?:^|\/)(?:\.kube\/config|kubeconfig)$/, kind: 'credentials', holds: text => /\b(?:client-key-data|token):\s*[A-Za-z0-9+/=._-]{40,}/.test(text) },
  { name: /(?:service[-_]?account|credentials?|firebase-adminsdk|gcp|gcloud|key)[^/]*\.json$/i, kind: 'credentials', holds: text => /"type"\s*:\s*"service_account"/.test(text) && /"private_key"\s*:\s*"-----BEGIN [^"]{100,}"/.test(text) },
  { name: /(?:^|\/)\.env(?:\.(?!example|sample|template|dist|defaults?|test|ci|schema)[\w.-]+)?$/, kind: 'environment', holds: hasSecretVariable },
];

/** What none of the names above has in it; every file of a context is asked. */
export const mayBeSecretFile = new RegExp(secretFiles.map(({ name }) => name.source).join('|'), 'i');

/** Folders of what is made up on purpose, and keys for this machine alone. */
export const invented = /(?:^|\/)(?:tests?|__tests__|testdata|test[-_]data|specs?|fixtures?|mocks?|examples?|samples?|demos?|docs?|e2e|node_modules|vendor|third_party|site-packages)\/|(?:localhost|\blocal|snakeoil|self-?signed|dummy|example|sample|test)[^/]*\.(?:key|pem)$/i;

function hasValue(text: string, shape: RegExp): boolean {
  return [...text.matchAll(shape)].some(match => isRealValue(match[1] ?? ''));
}

/** A line of an environment file whose name says secret and whose value looks like one that a program made. */
function hasSecretVariable(text: string): boolean {
  const lines = text.matchAll(/^\s*(?:export\s+)?(\w+)\s*=\s*["']?([^\s"'#]+)/gm);
  return [...lines].some(([, name = '', value = '']) => knownShape.test(value) || (/SECRET|TOKEN|PASSW|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|ENCRYPTION_?KEY|CREDENTIAL/i.test(name) && isRealValue(value) && isMadeUp(value)));
}

/** Keys that services hand out, by how they begin. */
const knownShape = /^(?:sk-[A-Za-z0-9_-]{20,}|sk_live_\w{16,}|ghp_\w{36}|github_pat_\w{30,}|glpat-[\w-]{20,}|xox[abpr]-[\w-]{20,}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|SG\.[\w-]{16,}\.[\w-]{16,}|npm_\w{36}|hf_\w{30,}|dop_v1_\w{60,})$/;

/** No reference to a variable, and none of the words that stand where a person should put a value. */
function isRealValue(value: string): boolean {
  return value.length >= 8 && !/\$\{?\w|\{\{|^<|>$|^%|change|example|your|placeholder|replace|dummy|sample|secret|password|passwd|insert|todo|xxx|\*\*\*|fake|test|local|default|demo|null|undefined|none|admin|root|postgres|mysql|redis|12345|abcdef/i.test(value);
}

/** Letters and digits mixed in something long, as programs make them. */
function isMadeUp(value: string): boolean {
  return value.length >= 16 && /[a-zA-Z]/.test(value) && /\d.*\d/.test(value) && !/[/:.]{2}|^[a-z]+(?:[-_][a-z]+)+\d*$/i.test(value) && new Set(value).size >= 10;
}
