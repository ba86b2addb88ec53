import { type Page, expect, test as base } from "@playwright/test";
import { Clinic, PASSWORD } from "./clinic.ts";

interface Fixtures {
  clinic: Clinic;
  /** Signs in with the form; ends where the form leads. */
  signIn: (email: string, password?: string) => Promise<void>;
}

export const test = base.extend<Fixtures>({
  page: async ({ page }, use) => {
    const complaints = watch(page);
    await use(page);
    expect(complaints, "what the browser complained about").toEqual([]);
  },

  // A context of its own: its cookies are not the page's.
  clinic: async ({ playwright, baseURL }, use) => {
    const request = await playwright.request.newContext({ baseURL });
    await use(new Clinic(request));
    await request.dispose();
  },

  signIn: async ({ page }, use) => {
    await use(async (email, password = PASSWORD) => {
      await page.goto("/login");
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password").fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
    });
  },
});

/** Errors of the console and of scripts. A page, or a call of a script, that is meant to answer 4xx is no complaint. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => {
    // The browser left out an animation between two pages, which it may.
    if (!/Transition was (aborted|skipped)/.test(String(error))) complaints.push(String(error));
  });
  page.on("console", (message) => {
    const status = /Failed to load resource: the server responded with a status of 4(03|04|09|22)/.test(message.text());
    const { url } = message.location();
    const meant = status && (url === page.url() || url.includes("/api/v1/"));
    // Without JavaScript nobody uses the WASM.
    const unused = message.text().includes("was preloaded using link preload but not used");
    if (["error", "warning"].includes(message.type()) && !meant && !unused) complaints.push(message.text());
  });
  return complaints;
}

/** The WASM is there, and the islands listen. */
export async function awake(page: Page) {
  await expect(page.locator("html[data-hydrated]")).toBeAttached();
}

export { expect };
