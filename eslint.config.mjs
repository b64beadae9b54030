import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";
import { looseText } from "./tests/lint/loose-text.mjs";

const buttonMessage =
  "Use Button, IconButton or PlainButton: a <button> of the server's HTML takes clicks before its code is there.";
const localeMessage = "Numbers, dates and lists are written by the `locale` of @/text/locale: see ui/format.";
const actionMessage =
  "Call it by `call` or `once` of lib/action/call.ts: they have fetched anew what the action has changed.";
const envMessage = "Only lib/env reads process.env: add the variable to its schema and import `env`.";

export default tseslint.config(
  { ignores: [".next*/**", ".build/**", ".sluice/**", "lib/db/generated/**", "next-env.d.ts"] },
  ...next,
  ...tseslint.configs.strict,
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/no-invalid-void-type": "off",
      "max-lines": ["error", { max: 400, skipBlankLines: false }],
      "no-console": "error",
    },
  },
  {
    files: ["app/**", "components/**", "lib/**", "connectors/**", "next.config.ts"],
    ignores: ["lib/env/**", "lib/bootstrap/**", "**/*.test.ts"],
    rules: {
      "no-restricted-properties": ["error", { object: "process", property: "env", message: envMessage }],
    },
  },
  {
    files: ["app/**", "components/**"],
    ignores: ["components/ui/plain-button.tsx"],
    rules: {
      "no-restricted-syntax": [
        "error",
        { selector: "JSXOpeningElement[name.name='button']", message: buttonMessage },
        { selector: "NewExpression[callee.object.name='Intl'] > Literal", message: localeMessage },
        { selector: "MemberExpression[property.name=/^toLocale/]", message: localeMessage },
        { selector: "CallExpression[callee.name=/Action$/]", message: actionMessage },
      ],
    },
  },
  {
    files: ["app/**", "components/**"],
    ignores: [
      "app/api/**",
      "app/*/v1/**",
      "app/heimdall/**",
      "components/text/**",
      "components/testing/**",
      "**/*.test.ts*",
    ],
    plugins: { sluice: { rules: { "loose-text": looseText } } },
    rules: { "sluice/loose-text": "error" },
  },
  { files: ["lib/bootstrap/**", "lib/cli/**", "tests/**"], rules: { "no-console": "off" } },
);
