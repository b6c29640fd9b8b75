import type { Reporter, TestModule } from 'vitest/node';

/** Ends the output with the reasons why tests were skipped, and one plain line of counts. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'pending') continue;
        counts[state]++;
        const reason =
          [...test.fullName.matchAll(/\(skipped (.+?)\)/g)].at(-1)?.[1] ??
          'for a reason that its title does not say';
        if (state === 'skipped') reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, count] of reasons) process.stdout.write(`skipped ${count} ${reason}\n`);
    const { passed, failed, skipped } = counts;
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}
