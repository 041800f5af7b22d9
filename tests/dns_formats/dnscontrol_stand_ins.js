// Runs a dnscontrol file with stand-ins for the functions that dnscontrol gives it, and prints
// what they were called with. Any other name in the file is an error.
"use strict";
const vm = require("node:vm");

const held = [];
const record = (type) => (name, value, ...modifiers) => {
  const ttl = Object.assign({}, ...modifiers).ttl;
  return { type, name, value, ttl };
};
const scope = {
  TTL: (ttl) => ({ ttl }),
  CNAME: record("CNAME"),
  TXT: record("TXT"),
  D_EXTEND: (zone, ...records) => {
    for (const each of records) {
      held.push({ zone, ...each });
    }
  },
};

let source = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part) => { source += part; });
process.stdin.on("end", () => {
  for (const text of JSON.parse(source)) {
    held.length = 0;
    vm.runInNewContext(text, { ...scope }, { timeout: 5000 });
    process.stdout.write(JSON.stringify(held) + "\n");
  }
});
