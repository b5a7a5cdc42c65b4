// The rules of static/js, and of the other scripts that this project holds.
import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["static/dist/**", "node_modules/**", ".venv/**", "templates/**", "docs/**"] },
  js.configs.recommended,
  {
    files: ["static/js/**/*.js"],
    languageOptions: { globals: { ...globals.browser, htmx: "readonly" } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-shadow": "error",
      "max-lines-per-function": ["error", 40],
      "max-lines": ["error", { max: 350, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ["static/js/verifier_worker.js", "static/js/keeper.js"],
    languageOptions: { sourceType: "script", globals: globals.serviceworker },
  },
];
