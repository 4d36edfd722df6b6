// The licence of every package in the bundle, in one text beside it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const lock = JSON.parse(readFileSync("package-lock.json", "utf8")).packages;
const inside = readdirSync("node_modules").filter((name) => lock["node_modules/" + name] && !lock["node_modules/" + name].dev);
const text = inside.sort().map((name) => {
  const licence = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
  return `${name} ${lock["node_modules/" + name].version}\n\n${licence}\n`;
});
writeFileSync("built/prosemirror.LICENSE.txt", text.join("\n" + "-".repeat(72) + "\n\n"));
