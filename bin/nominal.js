#!/usr/bin/env node
// Exit codes 0 and 1 are verdicts, so even a program that cannot start must end with another one.
try {
  const { main } = await import('../dist/cli/main.js');
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`nominal cannot start; in a checkout, run "npm ci" first.\n${error}`);
  process.exitCode = 70;
}
