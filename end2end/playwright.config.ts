import { defineConfig, devices } from "@playwright/test";

const listen = "127.0.0.1:3999";
// By its name: browsers make no passkeys for an address of digits.
const address = "http://localhost:3999";

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
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  // When everything fails, a few are enough to see why.
  maxFailures: 5,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: { baseURL: address, trace: "retain-on-failure", screenshot: "only-on-failure" },
  webServer: {
    cwd: import.meta.dirname,
    command: `exec ../target/release/praxis serve --demo --listen ${listen}`,
    url: `http://${listen}/health`,
    // PRAXIS_DATA_DIR is made by scripts/e2e: every run starts from demo data of its own.
    env: { DATABASE_URL: "", PUBLIC_URL: address },
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
    { name: "clients", testDir: "clients" },
    ...(process.env.PRAXIS_PICTURES ? [{ name: "pictures", testDir: "pictures", use: chromium }] : []),
  ],
});
