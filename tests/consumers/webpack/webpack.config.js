// webpack 5 as it comes, and nothing for Tollgate.

export default {
  mode: "production",
  entry: "./screen.js",
  output: { filename: "bundle.js" },
  performance: { hints: false },
};
