#!/usr/bin/env node
// A server of tools (MCP over standard input and output) with one tool, `leave`, that leaves a file behind.
//   node tool-server.mjs FILE
import fs from 'node:fs';
import readline from 'node:readline';

const [file] = process.argv.slice(2);
const tool = { name: 'leave', description: 'Leaves a file', inputSchema: { type: 'object', properties: {} } };

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { id, method, params } = JSON.parse(line);
  if (id !== undefined) process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) })}\n`);
}

function answer(method, params) {
  if (method === 'initialize') return { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'probe', version: '1' } };
  if (method === 'tools/list') return { tools: [tool] };
  if (method !== 'tools/call') return {};
  fs.writeFileSync(file, 'left');
  return { content: [{ type: 'text', text: 'done' }] };
}
