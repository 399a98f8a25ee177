// The module that the bundler fills with every file of test/client/suite.
declare module 'layerwise:suites' {}

/** Set by the bundler: only tests whose title holds this text run; all of them when it is empty. */
declare const __GREP__: string;
