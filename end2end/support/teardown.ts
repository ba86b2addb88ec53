import { rmSync } from "node:fs";

/** The run's database goes with the run. */
export default function teardown() {
  rmSync(process.env.PRAXIS_E2E_DATA!, { recursive: true, force: true });
}
