// What the TypeScript client exports, as JSON for `sdk.reference`: declarations, and what their TSDoc says.
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from '../../tooling/node_modules/typescript/lib/typescript.js';

const here = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), '../typescript');
const { config } = ts.readConfigFile(join(here, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, here);
const program = ts.createProgram(fileNames, options);
const checker = program.getTypeChecker();
const { name: packageName, exports } = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));

const isOurs = (node) => node.getSourceFile().fileName.startsWith(join(here, 'src'));
const resolved = (symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

function said(symbol) {
  const tags = symbol.getJsDocTags(checker);
  const text = (tag) => ts.displayPartsToString(tag.text).replace(/^(\w+) -? ?/, tag.name === 'param' ? '$1: ' : '$&');
  return {
    text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    parameters: tags.filter((tag) => tag.name === 'param').map(text),
    examples: tags.filter((tag) => tag.name === 'example').map((tag) => ts.displayPartsToString(tag.text)),
  };
}

/** A declaration without its body, its value and the words that are the file's own affair. */
function signature(node) {
  const end = node.body ?? (node.initializer && node.type ? node.initializer : undefined);
  const text = node.getSourceFile().text.slice(node.getStart(), end ? end.pos : node.getEnd());
  const plain = text.replace(/\s+/g, ' ').replace(/^(export |default |declare |override |async |function )+/, '');
  const tidy = plain.replace(/[ ={;]+$/, '').replace(/\( /g, '(').replace(/, \)/g, ')').replace(/^(?:get (\w+)\(\)|\*)/, '$1');
  return node.questionToken ? tidy.replace(/ \| undefined$/, '') : tidy;
}

const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;

function isPublic(node) {
  return isOurs(node) && !(ts.getCombinedModifierFlags(node) & hidden) && node.name && ts.isIdentifier(node.name);
}

function members(type, declarations) {
  const found = [];
  for (const property of type.getProperties()) {
    const node = property.declarations?.find(isPublic);
    const own = declarations.some((one) => ts.isTypeAliasDeclaration(one) || one === node?.parent);
    if (property.name === 'name' && isError(type)) continue;
    if (node && own) found.push({ name: property.name, signature: signature(node), ...said(property) });
  }
  return found;
}

/** Whether its `name` only repeats the name of the class. */
const isError = (type) => type.getProperties().some(({ name }) => name === 'stack');

function kindOf(node) {
  if (ts.isClassDeclaration(node)) return 'class';
  if (ts.isInterfaceDeclaration(node)) return 'interface';
  if (ts.isTypeAliasDeclaration(node)) return 'type';
  return ts.isFunctionDeclaration(node) ? 'function' : 'const';
}

function head(node) {
  if (ts.isFunctionDeclaration(node)) return signature(node);
  const parameters = node.typeParameters?.map((one) => one.getText()).join(', ');
  const generic = parameters ? `<${parameters}>` : '';
  if (ts.isTypeAliasDeclaration(node)) {
    if (ts.isTypeOperatorNode(node.type)) {
      const values = checker.getTypeAtLocation(node).types.map((one) => checker.typeToString(one).replaceAll('"', "'"));
      return `type ${node.name.text} = ${values.join(' | ')}`;
    }
    const whole = `type ${node.name.text}${generic} = ${node.type.getText().replace(/\/\*\*.*?\*\//gs, '').replace(/\s+/g, ' ')}`;
    return whole.length < 200 ? whole : `type ${node.name.text}${generic}`;
  }
  const heritage = node.heritageClauses?.map((clause) => clause.getText()).join(' ') ?? '';
  return `${kindOf(node)} ${node.name.text}${generic}${heritage ? ` ${heritage}` : ''}`;
}

/** What a value has besides its instances. */
function statics(symbol, node) {
  const properties = checker.getTypeOfSymbolAtLocation(symbol, node).getProperties();
  const own = properties.filter((one) => one.declarations?.some((declaration) => isPublic(declaration)));
  return own.map((one) => ({ name: one.name, signature: `${symbol.name}.${signature(one.declarations[0])}`, ...said(one) }));
}

/** How it is made with `new`, where that has a comment: other objects are only given, not made by the caller. */
function made(symbol, node) {
  const [found] = checker.getTypeOfSymbolAtLocation(symbol, node).getConstructSignatures();
  const text = found ? ts.displayPartsToString(found.getDocumentationComment(checker)) : '';
  if (!found?.declaration || !isOurs(found.declaration) || !text) return undefined;
  const tidy = signature(found.declaration).replace(/^(?:constructor|new )/, `new ${symbol.name}`).replace(/: [^:()]*$/, '');
  return { signature: tidy, text };
}

function entry(exported) {
  const symbol = resolved(exported);
  const declarations = symbol.declarations;
  const [node] = declarations;
  const isType = symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias);
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : undefined;
  const value = declarations.find((one) => !ts.isTypeAliasDeclaration(one) && !ts.isInterfaceDeclaration(one));
  const known = type && (!ts.isTypeAliasDeclaration(node) || ts.isTypeReferenceNode(node.type) || ts.isIntersectionTypeNode(node.type));
  return {
    name: exported.name,
    kind: kindOf(node),
    file: relative(join(here, 'src'), node.getSourceFile().fileName),
    head: head(node),
    made: value && made(symbol, value),
    ...said(symbol),
    statics: value && ts.isVariableDeclaration(value) ? statics(symbol, value) : [],
    members: known ? members(type, declarations) : [],
  };
}

const entries = [];
for (const [path, where] of Object.entries(exports)) {
  if (typeof where === 'string') continue;
  const file = join(here, 'src', where.import.default.replace('./dist/esm/', '').replace(/\.js$/, '.ts'));
  const source = program.getSourceFile(file);
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
  const order = symbols.map(entry);
  entries.push({ module: packageName + path.slice(1), ...comment(source), exports: order });
}

/** The comment at the beginning of a file. */
function comment(source) {
  const found = /^\/\*\*([\s\S]*?)\*\//.exec(source.text);
  return { text: found ? found[1].replace(/^\s*\* ?/gm, '').trim() : '' };
}

const products = {};
for (const name of ['atlvs', 'compvss', 'gvteway', 'workspace']) {
  const source = program.getSourceFile(join(here, `src/resources/${name}.ts`));
  const all = checker.getExportsOfModule(checker.getSymbolAtLocation(source));
  const product = all.find((one) => one.name.endsWith('Product'));
  products[name] = checker.getDeclaredTypeOfSymbol(product).getProperties().map((property) => {
    const type = checker.getTypeOfSymbol(property);
    return { name: property.name, members: members(type, type.symbol.declarations) };
  });
}

process.stdout.write(JSON.stringify({ modules: entries, products }));
