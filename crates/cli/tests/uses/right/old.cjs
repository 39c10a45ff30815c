// CommonJS.
const { policy } = require("./policy.cjs");
module.exports = (who) => policy.gate(who).control("form.userPermissions", { type: "User" });
