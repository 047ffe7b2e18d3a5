/** Names of configuration files. A file of its own, so that who only looks whether there is one loads nothing else. */
export const configurationNames = ['troupe.config.json', 'troupe.config.yaml', 'troupe.config.yml', 'troupe.config.mjs'] as const;
