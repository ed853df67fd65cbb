//! What travels to the reader, in bytes, beside its budgets.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::CompressorWriter;

use crate::{project, say};

/// Everything that the first lab needs, in one language, as brotli.
const FIRST_LOAD: usize = 450_000;
/// Everything there is, as brotli.
const EVERYTHING: usize = 900_000;

/// Prints every file of a folder with its raw and brotli size, and the totals beside their budgets.
pub fn report(folder: &Path) -> Result<()> {
    let (mut all, mut first) = (Total::default(), Total::default());
    let order = fs::read_to_string(project::root().join("labs/order.txt"))?;
    let first_lab = order.lines().next().unwrap_or_default();
    println!("{:>12} {:>12}  file", "raw", "brotli");
    for file in files(folder)? {
        let name = relative(&file, folder);
        let content = fs::read(&file).with_context(|| file.display().to_string())?;
        let packed = brotli_size(&content)?;
        print_row(content.len(), packed, &name);
        all.add(content.len(), packed);
        if is_first_load(&name, first_lab) {
            first.add(content.len(), packed);
        }
    }
    print_total("first load", &first, FIRST_LOAD);
    print_total("everything", &all, EVERYTHING);
    Ok(())
}

/// All files below a folder, by name; the single-file edition is not part of the site.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder)
        .with_context(|| format!("{} (`cargo xtask build` makes it)", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.file_name() != Some("logarium.html".as_ref()) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A file's path below a folder, with slashes.
pub fn relative(file: &Path, folder: &Path) -> String {
    let parts = file.strip_prefix(folder).unwrap_or(file).components();
    let names: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    names.join("/")
}

#[derive(Default)]
struct Total {
    raw: usize,
    brotli: usize,
}

impl Total {
    fn add(&mut self, raw: usize, brotli: usize) {
        self.raw += raw;
        self.brotli += brotli;
    }
}

fn print_row(raw: usize, brotli: usize, name: &str) {
    println!("{:>12} {:>12}  {name}", say::bytes(raw), say::bytes(brotli));
}

fn print_total(name: &str, total: &Total, budget: usize) {
    let verdict = if total.brotli <= budget {
        "within"
    } else {
        "OVER"
    };
    let share = 100 * total.brotli / budget;
    let budget = say::bytes(budget);
    print_row(
        total.raw,
        total.brotli,
        &format!("{name}: {verdict} its budget of {budget} ({share} %)"),
    );
}

/// Whether a newcomer's browser asks for it before the first lab runs, in one language: a browser's log of what it asked
/// for has just these. Licences only lie there, letters beyond Latin-1 come when a page uses one, chunks and other labs
/// when they are wanted, and the worker waits until the page is there.
fn is_first_load(name: &str, first_lab: &str) -> bool {
    let later = [
        "licenses.html",
        "style/licenses.css",
        "sw.js",
        "icons/logarium-maskable.svg",
    ];
    let (path, file) = name.rsplit_once('/').unwrap_or(("", name));
    if name.starts_with("files-") {
        return name.ends_with("/texts/en.json") || file == format!("{first_lab}.json");
    }
    let is_chunk = path.is_empty() && name.ends_with(".wasm") && !name.starts_with("web-");
    let waits = is_chunk || name.ends_with(".txt") || name.contains("-latin-ext-");
    !(waits || later.contains(&name))
}

/// The size that a good host sends: quality 11, window 22.
fn brotli_size(content: &[u8]) -> Result<usize> {
    let mut counter = Counter(0);
    let mut writer = CompressorWriter::new(&mut counter, 1 << 16, 11, 22);
    writer.write_all(content)?;
    drop(writer);
    Ok(counter.0)
}

struct Counter(usize);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_load_is_the_page_one_lab_and_one_language() {
        for (name, expected) in [
            ("index.html", true),
            ("web-1a.wasm", true),
            ("web-2b.js", true),
            ("style/lab.css", true),
            ("files-3c/texts/en.json", true),
            ("files-3c/labs/one.json", true),
            ("files-3c/labs/two.json", false),
            ("files-3c/texts/es.json", false),
            ("decks-4d.wasm", false),
            ("licenses.html", false),
            ("fonts/a-latin-ext-wght.woff2", false),
        ] {
            assert_eq!(is_first_load(name, "one"), expected, "{name}");
        }
    }

    #[test]
    fn brotli_counts_every_byte() {
        assert!(brotli_size(&[7; 100_000]).unwrap() < 100);
        let noise = (0..40_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes());
        let noise: Vec<u8> = noise.collect();
        assert!(brotli_size(&noise).unwrap() >= noise.len());
    }
}
