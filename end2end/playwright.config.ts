import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, devices } from "@playwright/test";

const port = Number(process.env.PRAXIS_E2E_PORT ?? 3999);
const address = `http://127.0.0.1:${port}`;

// Every run starts from demo data of its own. The config is read by each worker, so the folder is handed down.
process.env.PRAXIS_E2E_DATA ??= dataFolder();

function dataFolder() {
  const folder = mkdtempSync(join(tmpdir(), "praxis-e2e-"));
  // Started by root, PostgreSQL runs as somebody else, who must get there.
  chmodSync(folder, 0o755);
  return folder;
}

const chromium = {
  ...devices["Desktop Chrome"],
  // Patients are not always where their practice is: times must be the practice's all the same.
  timezoneId: "Pacific/Auckland",
  launchOptions: {
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"],
  },
};

export default defineConfig({
  outputDir: "test-results",
  globalTeardown: "./support/teardown.ts",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { baseURL: address, trace: "retain-on-failure", screenshot: "only-on-failure" },
  webServer: {
    cwd: import.meta.dirname,
    command: `exec ../target/release/praxis serve --demo --listen 127.0.0.1:${port}`,
    url: `${address}/health`,
    env: { PRAXIS_DATA_DIR: process.env.PRAXIS_E2E_DATA, DATABASE_URL: "" },
    timeout: 120_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 15_000 },
    stderr: "pipe",
  },
  projects: [
    { name: "javascript", testDir: "journeys", use: chromium },
    {
      name: "no javascript",
      testDir: "journeys",
      testIgnore: "**/with-javascript/**",
      use: { ...chromium, javaScriptEnabled: false },
    },
    { name: "quality", testDir: "quality", use: chromium },
    ...(process.env.PRAXIS_PICTURES ? [{ name: "pictures", testDir: "pictures", use: chromium }] : []),
  ],
});
