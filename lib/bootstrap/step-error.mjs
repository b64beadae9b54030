/** A step towards the start has failed. The message says what to do; `detail` is what the tool itself said. */
export class StepError extends Error {
  /** @override */
  name = "StepError";

  /**
   * @param {string} message
   * @param {{ detail?: string, cause?: unknown }} [options]
   */
  constructor(message, { detail = "", cause } = {}) {
    super(message, { cause });
    this.detail = detail;
  }
}
