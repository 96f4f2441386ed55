// @ts-check
/** A program in Python beside the bench page, asked a line of JSON at a time: `tests/bench/*.py`. */

import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "./harness.js";

export class PythonProgram {
  #program;
  #answers;
  /** What was asked last; answers come in the order of the questions. @type {Promise<unknown>} */ #last = Promise.resolve();

  /** @param {string} python @param {string} script  its path in the checkout */
  constructor(python, script) {
    this.#program = spawn(python, [script], { cwd: root, stdio: ["pipe", "pipe", "inherit"] });
    this.#answers = createInterface({ input: this.#program.stdout })[Symbol.asyncIterator]();
  }

  /**
   * The program, if this Python has the package that it needs.
   * @param {string | undefined} python
   * @param {string} script
   * @param {string} needed
   */
  static ifPossible(python, script, needed) {
    if (python === undefined) return undefined;
    try {
      execFileSync(python, ["-c", `import ${needed}`], { stdio: "ignore" });
    } catch {
      return undefined;
    }
    return new PythonProgram(python, script);
  }

  /** @param {object} order @returns {Promise<any>} */
  ask(order) {
    const answer = this.#last.then(async () => {
      this.#program.stdin.write(`${JSON.stringify(order)}\n`);
      const { value, done } = await this.#answers.next();
      if (done) throw new Error("A program in Python ended; what it said is above.");
      return JSON.parse(value);
    });
    this.#last = answer.catch(() => {});
    return answer;
  }

  stop() {
    this.#program.kill();
  }
}
