/** `npm run check:architecture`: reads src, cli and schemas, prints every violation, exits with 1 when there is one. */
import { readdirSync, readFileSync } from 'node:fs';
import { checkArchitecture } from './architecture/check.ts';

const files = new Map(
  ['src', 'cli', 'schemas']
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name.replaceAll('\\', '/')}`))
    .filter((file) => /\.(ts|json)$/.test(file))
    .map((file) => [file, readFileSync(file, 'utf8')] as const),
);
const violations = checkArchitecture(files);
for (const { file, line, rule, message } of violations) console.error(`${file}:${line} ${rule}: ${message}`);
console.error(violations.length === 0 ? `${files.size} files keep the architecture.` : `${violations.length} violations.`);
process.exitCode = violations.length === 0 ? 0 : 1;
