import { createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo } from "node:net";
import { DEMO_ADMIN } from "../support/clinic.ts";
import { expect, test } from "../support/test.ts";

test("an administrator makes a token for another system, sees it once, and revokes it", async ({ page, request, signIn }) => {
  const name = `Website ${randomUUID().slice(0, 8)}`;
  await signIn(...DEMO_ADMIN);
  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: "API tokens" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Make token" }).click();
  await expect(page.getByRole("alert")).toContainText("Choose what the token may do.");
  await expect(page.getByLabel("Name")).toHaveValue(name);
  await expect(page.getByRole("group", { name: "What it may do" })).toHaveAccessibleDescription(/Choose what/);

  await page.getByLabel("Read the directory").check();
  await page.getByLabel("Where it may book").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Make token" }).click();
  const secret = await page.getByRole("status").locator("code").innerText();
  const asks = () => request.get("/api/v1/specialties", { headers: { Authorization: `Bearer ${secret}` } });
  expect((await asks()).status()).toBe(200);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await expect(page.getByRole("status")).toContainText("The token is revoked.");
  expect((await asks()).status()).toBe(401);
  await page.getByRole("link", { name: "All tokens" }).click();
  await expect(page.getByRole("row", { name })).toContainText("Revoked");
});

test("an administrator adds a webhook, and its receiver can tell that a message is ours", async ({ page, signIn }) => {
  const received: { headers: IncomingMessage["headers"]; body: string }[] = [];
  const receiver = createServer((asked, answer) => {
    let body = "";
    asked.on("data", (part) => (body += part));
    asked.on("end", () => {
      received.push({ headers: asked.headers, body });
      answer.writeHead(204).end();
    });
  });
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  await signIn(...DEMO_ADMIN);
  await page.goto("/admin/webhooks");
  await page.getByLabel("Address").fill("nowhere");
  await page.getByLabel("Patient checked in").check();
  await page.getByRole("button", { name: "Add webhook" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter an address like https://example.com/hook.");
  await expect(page.getByLabel("Patient checked in")).toBeChecked();
  await page.getByLabel("Address").fill(url);
  await page.getByRole("button", { name: "Add webhook" }).click();
  const secret = await page.getByRole("status").locator("code").innerText();

  await page.getByRole("button", { name: "Send a test" }).click();
  await expect(page.getByRole("status")).toContainText("The message is on its way.");
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("table", { name: "Messages, latest first" })).toContainText("answered 204");
  }).toPass();
  const { headers, body } = received[0];
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);

  await page.getByRole("button", { name: /^Send again/ }).click();
  await expect(() => expect(received.map((one) => one.headers["webhook-id"])).toEqual([headers["webhook-id"], headers["webhook-id"]])).toPass();
  await page.getByLabel("Send to this address").uncheck();
  await page.getByRole("button", { name: "Save webhook" }).click();
  await expect(page.getByText("Off", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Remove this webhook" }).click();
  await expect(page.getByRole("status")).toContainText("The webhook is removed.");
  receiver.close();
});
