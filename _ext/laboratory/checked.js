// Whether a text is a cell and nothing else: what comes with a link is read before it runs.
// Returns null, or { mistake, line }.
function checked(source) {
  const $B = __BRYTHON__;
  const KINDS = new Set(
    `Module FunctionDef arguments arg Assign Return Expr Tuple List Dict Name Load Store Constant
    Call keyword Attribute BinOp UnaryOp USub Add Sub Mult Div MatMult Pow GeneratorExp
    comprehension`.split(/\s+/),
  );
  const ATTRIBUTES = new Set(["layer", "called", "T"]);
  const names = new Set(
    `affine cell concatenate exp linear log maximum mean parameter peephole relu sigmoid sqrt tanh
    variance zip range sum`.split(/\s+/),
  );
  let tree;
  try {
    tree = $B.pythonToAST(source);
  } catch (error) {
    return { mistake: `SyntaxError: ${error?.args?.[0] ?? "this is no Python"}`, line: error?.lineno ?? null };
  }
  const nodes = [];
  const walk = (node, line) => {
    if (Array.isArray(node)) return node.forEach((inner) => walk(inner, line));
    const kind = node?.constructor?.$name;
    if (!kind) return;
    nodes.push({ kind, node, line: node.lineno ?? line });
    for (const [name, inner] of Object.entries(node))
      if (typeof inner === "object" && !(kind === "Constant" && name !== "value"))
        walk(inner, node.lineno ?? line);
  };
  walk(tree, null);
  for (const { kind, node } of nodes) {
    if (kind === "Name" && node.ctx.constructor.$name === "Store") names.add(node.id);
    if (kind === "FunctionDef") names.add(node.name);
    if (kind === "arg") names.add(node.arg);
  }
  const no = (what, line) => ({
    mistake: `a link may hold a cell and no more, so it was not run: it has ${what}`,
    line,
  });
  for (const { kind, node, line } of nodes) {
    if (!KINDS.has(kind)) return no(`something else (${kind})`, line);
    if (kind === "Attribute" && !ATTRIBUTES.has(node.attr)) return no(`.${node.attr}`, line);
    const name = kind === "Name" ? node.id : kind === "FunctionDef" ? node.name : node.arg;
    if (name?.startsWith?.("__") || (kind === "Name" && !names.has(name)))
      return no(`the name ${name}`, line);
  }
  return null;
}
