// Closes a run with one plain line for people and machines, and says aloud what was skipped and why.
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';

export default class Summary implements Reporter {
  private readonly last = new Map<TestCase, TestResult>();

  onTestEnd(test: TestCase, result: TestResult) {
    this.last.set(test, result);
  }

  onEnd() {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const [test, result] of this.last) {
      if (result.status === 'skipped') {
        count.skipped++;
        const reason = test.annotations.find((annotation) => annotation.type === 'skip')?.description ?? 'no reason given';
        console.log(`SKIPPED ${test.titlePath().slice(2).join(' › ')}: ${reason}`);
      } else if (result.status === test.expectedStatus) count.passed++;
      else count.failed++;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
    console.log(`\n${count.passed} passed, ${count.failed} failed${skipped}`);
  }

  printsToStdio() {
    return false;
  }
}
