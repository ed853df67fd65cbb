//! The JavaScript that starts the wasm, rewritten so that it loads nothing.
//!
//! The page's inline script imports wasm-bindgen's module and lets it fetch the wasm. A page opened
//! from disk may do neither: the module becomes a function that returns its exports, and the wasm
//! a block of the page, compressed, in base64.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::Value;

use crate::{bundle, page};

/// What the page's script has before the module's path.
const IMPORT: &str = "import init, * as bindings from '";
/// What it has before the wasm's path.
const WASM: &str = "module_or_path: '";
/// The best that the compressor knows.
const LEVEL: u8 = 10;

/// Reads a block of the page.
const UNPACK: &str = "
async function unpacked(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, c => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  return await new Response(stream).arrayBuffer();
}
";

/// Takes the place of `page::CHUNK`: chunks are blocks, too.
const CHUNK: &str = "
const chunk = async (name) =>
  new Response(await unpacked(CHUNKS[name]), { headers: { 'Content-Type': 'application/wasm' } });
";

/// Gives the page the files that are inside; unpacked once, when the first is wanted.
const FILES: &str = "
let files;
window.logariumFile = async (path) => {
  files ??= unpacked('files').then(bytes => JSON.parse(new TextDecoder().decode(bytes)));
  return (await files)[path];
};
";

/// The page's script as elements of a page: the block that it unpacks, then the script itself.
pub fn packed(script: &str, site: &Path) -> Result<String> {
    let (before, module, rest) = cut(script, IMPORT).context("a module that is not ours")?;
    let (between, wasm, after) = cut(rest, WASM).context("the page's script names no wasm")?;
    let module = bundle::read(&bundle::within(site, module)?)?;
    let glue = as_function(&module.replacen(page::CHUNK, CHUNK, 1))?;
    let inside = |id: &str, file: &str| -> Result<String> {
        let file = bundle::within(site, file)?;
        let wasm = fs::read(&file).with_context(|| file.display().to_string())?;
        Ok(block(id, &wasm))
    };
    let mut blocks = vec![inside("wasm", wasm)?];
    for file in chunks(&module) {
        blocks.push(inside(file, file)?);
    }
    let code = format!(
        "{UNPACK}{FILES}{before}const bindings = {glue};\nconst init = bindings.default{between}\
         module_or_path: unpacked('wasm'){after}"
    );
    let code = bundle::closed(&code);
    let blocks = blocks.concat();
    Ok(format!("{blocks}<script type=\"module\">{code}</script>"))
}

/// The files of the chunks that a module names.
fn chunks(module: &str) -> impl Iterator<Item = &str> {
    let list = module.split_once(page::CHUNKS).map_or("", |(_, rest)| rest);
    let entries = list.lines().take_while(|line| *line != "};");
    entries.filter_map(|line| line.split('"').nth(3))
}

/// The files that a site's page would fetch, by their paths, as an element of a page.
pub fn files(files: &Value) -> String {
    block("files", files.to_string().as_bytes())
}

/// Bytes as an element of a page that the script unpacks.
fn block(id: &str, bytes: &[u8]) -> String {
    let packed = BASE64_STANDARD.encode(compress_to_vec_zlib(bytes, LEVEL));
    format!("<script type=\"text/plain\" id=\"{id}\">{packed}</script>\n")
}

/// The text before a mark, what stands between it and the next quote, and the text after that.
fn cut<'text>(text: &'text str, mark: &str) -> Option<(&'text str, &'text str, &'text str)> {
    let (before, rest) = text.split_once(mark)?;
    let (quoted, after) = rest.split_once('\'')?;
    Some((before, quoted, after))
}

/// wasm-bindgen's module as an expression: a call of a function that returns its exports.
fn as_function(module: &str) -> Result<String> {
    let mut exports = Vec::new();
    let mut body = String::new();
    for line in module.lines() {
        if line.starts_with("import ") {
            bail!("the wasm's glue imports another file, which cannot be packed: {line}");
        }
        let Some(exported) = line.strip_prefix("export ") else {
            body.push_str(line);
            body.push('\n');
            continue;
        };
        if let Some(list) = exported.strip_prefix('{') {
            let list = list.trim_end_matches(['}', ';', ' ']);
            exports.extend(list.split(',').map(|name| export(name.trim())));
        } else {
            let name = declared(exported).with_context(|| {
                format!("the wasm's glue exports what cannot be packed: {line}")
            })?;
            exports.push(name.to_string());
            body.push_str(exported);
            body.push('\n');
        }
    }
    let exports = exports.join(", ");
    Ok(format!("(() => {{\n{body}return {{ {exports} }};\n}})()"))
}

/// `a as b` in a list of exports, as a property of an object.
fn export(name: &str) -> String {
    match name.split_once(" as ") {
        Some((inside, outside)) => format!("{outside}: {inside}"),
        None => name.to_string(),
    }
}

/// The name that a line declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("async ").unwrap_or(line);
    let rest = ["function ", "class ", "const "]
        .iter()
        .find_map(|keyword| line.strip_prefix(keyword))?;
    rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_becomes_a_function_that_returns_its_exports() {
        let module = "let wasm;\nexport function run(a) {\n    return a;\n}\n\
                      export class Lab {\n}\nexport { initSync, __wbg_init as default };\n";
        assert_eq!(
            as_function(module).unwrap(),
            "(() => {\nlet wasm;\nfunction run(a) {\n    return a;\n}\nclass Lab {\n}\n\
             return { run, Lab, initSync, default: __wbg_init };\n})()"
        );
    }

    #[test]
    fn the_chunks_of_a_module_are_found() {
        let module = format!(
            "{}{}  \"split_a.wasm\": \"a-1.wasm\",\n}};\nlet x = {{ \"b\": \"c\" }};",
            page::CHUNK,
            page::CHUNKS
        );
        assert_eq!(chunks(&module).collect::<Vec<_>>(), ["a-1.wasm"]);
        assert_eq!(chunks("let x;").count(), 0);
    }

    #[test]
    fn what_cannot_be_packed_is_refused() {
        assert!(as_function("import { x } from './snippets/x.js';").is_err());
        assert!(as_function("export default 1;").is_err());
        assert!(packed("import('./other.js')", Path::new(".")).is_err());
    }
}
