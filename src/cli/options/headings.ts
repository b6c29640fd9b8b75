import type { Command } from 'commander';

/** Headings of the lists of options that are too long for one list. A help shows them as they come first. */
export const headings = {
  first: 'What matters first:',
  own: 'This command:',
  input: 'What the network sees:',
  features: 'Network and memory bank:',
  scores: 'Scores, map and regions:',
  threshold: 'Threshold and training images:',
  machine: 'Machine:',
  fleet: 'Fleet on NATS:',
} as const;

/** Lists the options that are added meanwhile under a heading. */
export function under(
  command: Command,
  heading: (typeof headings)[keyof typeof headings],
  add: (command: Command) => unknown,
): Command {
  const before = command.optionsGroup();
  add(command.optionsGroup(heading));
  return command.optionsGroup(before);
}
