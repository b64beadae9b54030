/**
 * ESLint rule: what a reader of the console sees stands in components/text. It judges strings by their look, so that
 * it also finds text in objects, switches and calls; what is no text (classes, keys, paths) it tells by look and place.
 *
 * @type {import("eslint").Rule.RuleModule}
 */
export const looseText = {
  meta: {
    type: "problem",
    schema: [],
    messages: { loose: "Text stands in components/text, where it can be translated: move {{text}} there." },
  },
  create(context) {
    /** @param {import("estree").Node} node @param {string} text */
    const report = (node, text) =>
      context.report({ node, messageId: "loose", data: { text: JSON.stringify(text.trim().slice(0, 60)) } });
    return {
      /** @param {any} node */
      JSXText(node) {
        if (hasWord(node.value)) report(node, node.value);
      },
      Literal(/** @type {any} */ node) {
        if (typeof node.value !== "string" || isElsewhere(node)) return;
        if (isSaid(node) ? hasWord(node.value) : looksLikeText(node.value)) report(node, node.value);
      },
      TemplateLiteral(/** @type {any} */ node) {
        if (isElsewhere(node)) return;
        const parts = node.quasis.map((/** @type {any} */ quasi) => quasi.value.cooked ?? "");
        if (isSaid(node) ? parts.some(hasWord) : looksLikeText(parts.join("…")))
          report(node, parts.join("…"));
      },
    };
  },
};

/** Properties and attributes whose strings are shown, whatever they look like. */
const said = new Set(
  "label title placeholder help description detail alt what advice hint note word words text message reason confirmLabel emptyText searchPlaceholder unit aria-label aria-description aria-roledescription aria-valuetext summary heading subtitle".split(
    " ",
  ),
);

/** Attributes, properties and constants that hold no text. */
const silent = /class|style$|selector|command|sample|cookie|keys?$|^(d|rel|colorScheme)$/i;
const silentCalls = /^(cn|clsx)$|\.(closest|matches|querySelector(All)?)$/;

/** What shows the strings that it is called with. */
const sayers = /^(formatCountOf|toast(\.\w+)?)$/;

/** Words of Tailwind that look like English. */
const classWords = new Set(
  "flex grid block inline hidden truncate relative absolute sticky fixed static italic uppercase lowercase capitalize underline border rounded shrink grow group peer visible invisible antialiased contents transition transform container resize shadow outline ring isolate".split(
    " ",
  ),
);

/** @param {string} text */
function hasWord(text) {
  return /\p{L}{2,}/u.test(text) && !/^[YMDHSTZ\d\s:+./-]+$/.test(text);
}

/** @param {string} text */
function looksLikeText(text) {
  const trimmed = text.trim();
  if (!hasWord(trimmed) || looksLikeClasses(trimmed)) return false;
  if (/\s/.test(trimmed)) return true;
  if (/^\p{Lu}\p{Ll}+[….:?!]?$/u.test(trimmed)) return true;
  return /^[\p{Ll}’']+$/u.test(trimmed) && text !== trimmed;
}

/** @param {string} text */
function looksLikeClasses(text) {
  const tokens = text.split(/[\s…]+/).filter((token) => token !== "");
  const isClass = (/** @type {string} */ token) => /[-:[\]/]/.test(token) || classWords.has(token);
  return (
    tokens.every((token) => /^[a-z0-9!@*&:[\]()/.,%_#>='"~+-]*$|[[(]/.test(token)) &&
    tokens.some(isClass) &&
    tokens.filter(isClass).length * 2 >= tokens.length
  );
}

/** @param {any} node Whether it is the value of something that is shown. */
function isSaid(node) {
  const parent = valueParent(node);
  if (parent.type === "JSXAttribute") return said.has(parent.name.name);
  if (parent.type === "CallExpression") return sayers.test(nameOf(parent.callee)) && parent.callee !== node;
  return parent.type === "Property" && !parent.computed && said.has(parent.key.name ?? parent.key.value);
}

/** @param {any} callee @returns {string} */
function nameOf(callee) {
  return callee.type === "MemberExpression"
    ? `${nameOf(callee.object)}.${callee.property.name}`
    : (callee.name ?? "");
}

/** Past the branches of a conditional and what is only wrapped. @param {any} node @returns {any} */
function valueParent(node) {
  const { parent } = node;
  if (parent.type === "ConditionalExpression" && parent.test !== node) return valueParent(parent);
  if (
    parent.type === "LogicalExpression" ||
    parent.type === "JSXExpressionContainer" ||
    parent.type === "TSAsExpression"
  )
    return valueParent(parent);
  return parent;
}

/** @param {any} node Whether it stands where no text does. */
function isElsewhere(node) {
  const { parent } = node;
  switch (parent.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSLiteralType":
    case "TSExternalModuleReference":
    case "TaggedTemplateExpression":
      return true;
    case "ExpressionStatement":
      return parent.directive !== undefined;
    case "BinaryExpression":
      return ["===", "!==", "in"].includes(parent.operator);
    case "SwitchCase":
      return true;
    case "Property":
      if (parent.key === node) return true;
      break;
    case "MemberExpression":
      return true;
    case "NewExpression":
      if (/^(Type|Range)?Error$/.test(parent.callee.name ?? "")) return true;
  }
  return isSilent(node);
}

/** @param {any} node Whether the expression it is part of holds classes, keys, selectors or what is to be typed. */
function isSilent(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    switch (parent.type) {
      case "JSXAttribute":
        return silent.test(parent.name.name);
      case "CallExpression":
        if (parent.callee !== at && silentCalls.test(nameOf(parent.callee))) return true;
        break;
      case "Property":
        if (silent.test(parent.key.name ?? "")) return true;
        break;
      case "VariableDeclarator":
        return silent.test(parent.id.name ?? "");
      case "AssignmentExpression":
        return silent.test(nameOf(parent.left));
    }
    if (/Function|Program|JSXElement/.test(parent.type)) return false;
  }
  return false;
}
