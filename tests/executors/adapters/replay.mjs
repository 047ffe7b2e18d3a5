#!/usr/bin/env node
// Stands for an agent command: writes what a recording holds, in the order of a real run, and ends as it ended.
//   node replay.mjs RECORDING.json [arguments that the real command would get]
// SAW=FILE: keeps argv, standard input and environment there.
import fs from 'node:fs';
import path from 'node:path';

const [file, ...args] = process.argv.slice(2);
const recording = JSON.parse(fs.readFileSync(file, 'utf8'));
if (process.env.SAW) fs.writeFileSync(process.env.SAW, JSON.stringify({ args, stdin: readInput(), environment: process.env }));

const usageFile = args[args.indexOf('--usage-output-file') + 1];
for (const [name, text] of Object.entries(recording.files)) fs.writeFileSync(path.join(path.dirname(usageFile), name), text);
for (const line of recording.stderr) process.stderr.write(`${line}\n`);
// In pieces that end anywhere, as pipes bring them.
const output = Buffer.from(recording.stdout.map((line) => `${line}\n`).join(''));
for (let at = 0; at < output.length; at += 1000) process.stdout.write(output.subarray(at, at + 1000));
process.exitCode = recording.exitCode;

function readInput() {
  return fs.readFileSync(0, 'utf8');
}
