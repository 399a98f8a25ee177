// The setting `layerwise.rules` in the manifest, and its English descriptions.
import { levelOf, summaryOf } from './documents.mjs';

const key = 'layerwise.rules';
const levels = ['off', 'hint', 'information', 'warning'];

/** The manifest with the setting of the rules in place; every other part is left as it is. */
export function withRules(manifest, rules) {
  const contributes = { ...manifest.contributes };
  const sections = [contributes.configuration ?? { title: 'Layerwise', properties: {} }].flat();
  const owner = sections.find(section => section.properties && key in section.properties) ?? sections[0];
  const updated = sections.map(section => (section === owner ? { ...section, properties: withKey(section.properties ?? {}, ruleSetting(rules)) } : section));
  contributes.configuration = Array.isArray(contributes.configuration) ? updated : updated[0];
  return { ...manifest, contributes };
}

function withKey(properties, value) {
  return key in properties ? Object.fromEntries(Object.entries(properties).map(([name, old]) => [name, name === key ? value : old])) : { ...properties, [key]: value };
}

function ruleSetting(rules) {
  return {
    type: 'object',
    scope: 'resource',
    markdownDescription: '%configuration.rules%',
    additionalProperties: false,
    default: {},
    properties: Object.fromEntries(rules.map(rule => [rule.id, {
      type: 'string',
      enum: levels,
      enumDescriptions: levels.map(level => `%configuration.rules.${level}%`),
      default: levelOf(rule),
      markdownDescription: `%configuration.rules.${rule.id}%`,
    }])),
  };
}

/** The manifest's texts without those that `descriptions` gives, so that none stays behind a rule that is gone. */
export function withoutRules(texts) {
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !/^configuration\.rules(?:\.|$)/.test(name)));
}

/** The texts behind the keys above; a text that a person wrote for a level or for the setting as a whole is kept. */
export function descriptions(rules, texts) {
  const fixed = {
    'configuration.rules': 'How each rule reports what it finds. A rule that is not named keeps its own level.',
    'configuration.rules.off': 'Not at all.',
    'configuration.rules.hint': 'As a hint: three dots.',
    'configuration.rules.information': 'As information.',
    'configuration.rules.warning': 'As a warning.',
  };
  const kept = Object.fromEntries(Object.entries(fixed).map(([name, text]) => [name, texts[name] ?? text]));
  return { ...kept, ...Object.fromEntries(rules.map(rule => [`configuration.rules.${rule.id}`, summaryOf(rule.page)])) };
}
