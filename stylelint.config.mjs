// The rules of static/css: the standard ones, and every colour by its name.
export default {
  extends: ["stylelint-config-standard"],
  rules: {
    "color-named": "never",
    "color-no-hex": true,
    "function-disallowed-list": ["rgb", "rgba", "hsl", "hsla"],
    "selector-class-pattern": [
      "^[a-z][a-z0-9]*(-[a-z0-9]+)*(__[a-z0-9]+(-[a-z0-9]+)*)?(--[a-z0-9]+(-[a-z0-9]+)*)?$",
      { message: "Name a class block__part--kind" },
    ],
    // A component's own order reads better than that of weights; layers settle what wins.
    "no-descending-specificity": null,
    "import-notation": "string",
    // Tablets of 2022 know no ranges.
    "media-feature-range-notation": "prefix",
  },
  overrides: [
    {
      files: ["static/css/components/*tokens.css"],
      rules: { "color-no-hex": null },
    },
  ],
};
