/**
 * What the runners' JSON reports say, in one form.
 *
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {string[]} skipped names of the skipped tests
 */

/**
 * @typedef {object} VitestReport
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * @param {VitestReport} report
 * @param {string} root
 * @returns {Tally}
 */
export function tallyVitest(report, root) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    const name = file.name.replace(`${root}/`, "");
    // A file that cannot even be loaded has no tests in the report.
    if (file.status === "failed" && !file.assertionResults.some(({ status }) => status === "failed"))
      tally.failed++;
    for (const { status, fullName } of file.assertionResults) {
      if (status === "passed") tally.passed++;
      else if (status === "failed") tally.failed++;
      else tally.skipped.push(`${name}: ${fullName}`);
    }
  }
  return tally;
}

/** @typedef {{ title: string, file: string, suites?: PlaywrightSuite[], specs: PlaywrightSpec[] }} PlaywrightSuite */

/** @typedef {{ title: string, tests: { status: string }[] }} PlaywrightSpec */

/**
 * @param {{ suites: PlaywrightSuite[], errors?: unknown[] }} report
 * @returns {Tally}
 */
export function tallyPlaywright(report) {
  /** @type {Tally} */
  const tally = { passed: 0, failed: report.errors?.length ?? 0, skipped: [] };
  const visit = (/** @type {PlaywrightSuite} */ suite) => {
    for (const spec of suite.specs) {
      for (const { status } of spec.tests) {
        if (status === "skipped") tally.skipped.push(`${suite.file}: ${spec.title}`);
        else if (status === "expected" || status === "flaky") tally.passed++;
        else tally.failed++;
      }
    }
    suite.suites?.forEach(visit);
  };
  report.suites.forEach(visit);
  return tally;
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return {
    passed: tallies.reduce((total, { passed }) => total + passed, 0),
    failed: tallies.reduce((total, { failed }) => total + failed, 0),
    skipped: tallies.flatMap(({ skipped }) => skipped),
  };
}
