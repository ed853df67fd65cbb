//! `cargo xtask bundle`: the whole site in one file that works from disk, with no network.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value};

use crate::csp::{self, Sources};
use crate::html::{self, Element};
use crate::{dist, files, glue, licenses, project, say, style};

/// Builds the site, then packs it into `dist/logarium.html`.
pub fn bundle() -> Result<()> {
    dist::build()?;
    let site = project::dist();
    say::step("packing everything into one file", "seconds");
    let page = pack(&site)?;
    let file = site.join("logarium.html");
    fs::write(&file, &page)?;
    let size = say::bytes(page.len());
    say::line(&format!("{}: {size}", file.display()));
    Ok(())
}

/// The site's page with everything that it links to inside.
fn pack(site: &Path) -> Result<String> {
    let page = read(&site.join("index.html"))?;
    let mut changes = Vec::new();
    for link in html::elements(&page, "link") {
        changes.push((link.range.clone(), packed_link(&link, site)?));
    }
    for image in html::elements(&page, "img") {
        if let Some(source) = image.attribute("src") {
            let element = &page[image.range.clone()];
            let inside = element.replace(source, &data_url(&within(site, source)?)?);
            changes.push((image.range, inside));
        }
    }
    for script in html::elements(&page, "script") {
        if let Some(change) = packed_script(&script, site)? {
            changes.push((script.range, change));
        }
    }
    changes.extend(licences(&page, site)?);
    changes.push(inside(&page)?);
    Ok(csp::with_policy(
        &html::replaced(&page, changes),
        Sources::Nowhere,
    ))
}

/// The page of licences, to be shown by this one, and its style.
fn licences(page: &str, site: &Path) -> Result<[(Range<usize>, String); 2]> {
    let text = read(&site.join(licenses::PAGE))?;
    let [main] = &html::elements(&text, "main")[..] else {
        bail!("{} has not one <main>", licenses::PAGE);
    };
    // What leads to the site's root leads home.
    let main = text[main.range.clone()].replace("href=\"./\"", "href=\"#/\"");
    let style = style::inlined(&within(site, licenses::STYLE)?)?;
    let place = |mark: &str| {
        let at = page.find(mark);
        at.map(|at| at..at)
            .with_context(|| format!("the page has no {mark}"))
    };
    Ok([
        (place("</head>")?, format!("<style>{style}</style>")),
        (
            place("</body>")?,
            format!("<template id=\"licenses\">{main}</template>"),
        ),
    ])
}

/// What a site's page would fetch when it is needed, before the scripts.
fn inside(page: &str) -> Result<(Range<usize>, String)> {
    let files: Map<String, Value> = files::all()?
        .into_iter()
        .map(|(path, text)| (path, text.into()))
        .collect();
    let at = page
        .find("<script type=\"module\"")
        .context("the page has no module")?;
    Ok((at..at, glue::files(&Value::Object(files))))
}

/// Styles and icons move in; hints on what to load soon, and the manifest, have no use here.
fn packed_link(link: &Element<'_>, site: &Path) -> Result<String> {
    let href = link.attribute("href").unwrap_or_default();
    match link.attribute("rel").unwrap_or_default() {
        "stylesheet" => Ok(format!(
            "<style>{}</style>",
            style::inlined(&within(site, href)?)?
        )),
        "icon" => Ok(format!(
            "<link rel=\"icon\" href=\"{}\">",
            data_url(&within(site, href)?)?
        )),
        _ => Ok(String::new()),
    }
}

/// What takes a script's place; nothing if it may stay.
fn packed_script(script: &Element<'_>, site: &Path) -> Result<Option<String>> {
    let source = script.attribute("src");
    let code = match source {
        Some(source) => read(&within(site, source)?)?,
        None => script.content.to_string(),
    };
    if script.attribute("type") == Some("module") {
        return glue::packed(&code, site).map(Some);
    }
    Ok(source.map(|_| format!("<script>{}</script>", closed(&code))))
}

/// Code that cannot end its own element.
pub fn closed(code: &str) -> String {
    code.replace("</script", "<\\/script")
}

/// A file of the site by the path that a page in its root uses.
pub fn within(site: &Path, path: &str) -> Result<PathBuf> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let file = site.join(path);
    let real = fs::canonicalize(&file)
        .with_context(|| format!("the page uses {path}, which is not in {}", site.display()))?;
    if !real.starts_with(fs::canonicalize(site)?) {
        bail!(
            "the page uses {path}, which lies outside {}",
            site.display()
        );
    }
    Ok(real)
}

/// A file as text.
pub fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// A file as a `data:` URL.
pub fn data_url(file: &Path) -> Result<String> {
    let kind = match file.extension().and_then(|extension| extension.to_str()) {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        _ => bail!("{} is of no kind that can be packed", file.display()),
    };
    let content = fs::read(file).with_context(|| file.display().to_string())?;
    Ok(format!(
        "data:{kind};base64,{}",
        BASE64_STANDARD.encode(content)
    ))
}
