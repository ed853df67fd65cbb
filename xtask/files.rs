//! What of the site is fetched when it is needed: each lab, and what the page says in each language, as one file.
//!
//! They lie in one folder whose name changes with what is in it, so that a page finds those that were built with it or
//! none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::{page, project};

/// A file by its path in the folder.
pub type File = (String, String);

/// All of them, made of `labs` and `www/i18n`.
pub fn all() -> Result<Vec<File>> {
    let labs = labs()?;
    let lab_file = |lab: &Lab| {
        let content = json!({ "json": lab.json, "prose": lab.prose });
        (format!("labs/{}.json", lab.id), content.to_string())
    };
    let mut files: Vec<File> = labs.iter().map(lab_file).collect();
    for folder in entries(&project::root().join("www/i18n"))? {
        let language = stem(&folder);
        let texts = entries(&folder)?
            .iter()
            .map(|file| read(file))
            .collect::<Result<Vec<_>>>()?;
        let covers = labs
            .iter()
            .map(|lab| lab.cover(&language))
            .collect::<Result<Vec<_>>>()?;
        let content = json!({ "texts": texts, "labs": covers });
        files.push((format!("texts/{language}.json"), content.to_string()));
    }
    Ok(files)
}

/// Writes them into a site; the folder's name is the answer.
pub fn write(site: &Path) -> Result<String> {
    let files = all()?;
    let parts: Vec<&[u8]> = files
        .iter()
        .flat_map(|(path, text)| [path.as_bytes(), text.as_bytes()])
        .collect();
    let folder = format!("files-{}", page::hash(&parts));
    for (path, text) in files {
        let file = site.join(&folder).join(path);
        let within = file.parent().context("a file lies in a folder")?;
        fs::create_dir_all(within)?;
        fs::write(&file, text).with_context(|| file.display().to_string())?;
    }
    Ok(folder)
}

/// A lab as it is written.
struct Lab {
    id: String,
    json: String,
    /// By language.
    prose: Vec<(String, String)>,
}

fn labs() -> Result<Vec<Lab>> {
    let root = project::root().join("labs");
    let order = read(&root.join("order.txt"))?;
    let lab = |id: &str| {
        let is_prose = |file: &PathBuf| file.extension() == Some("md".as_ref());
        let prose = entries(&root.join(id))?.into_iter().filter(is_prose);
        Ok(Lab {
            id: id.to_owned(),
            json: read(&root.join(id).join("lab.json"))?,
            prose: prose
                .map(|file| Ok((stem(&file), read(&file)?)))
                .collect::<Result<_>>()?,
        })
    };
    order.lines().map(lab).collect()
}

impl Lab {
    /// What lists say of it: `lab::Cover`, with which a test compares it.
    fn cover(&self, language: &str) -> Result<Value> {
        let file: Value = serde_json::from_str(&self.json).with_context(|| self.id.clone())?;
        // A lab that does not speak a language is read in its first one.
        let first = file["languages"][0].as_str().unwrap_or("en");
        let of = |language: &str| self.prose.iter().find(|(code, _)| code == language);
        let (_, prose) = of(language)
            .or_else(|| of(first))
            .with_context(|| format!("{} says nothing", self.id))?;
        let (title, rest) = prose.trim_start().split_once('\n').unwrap_or((prose, ""));
        let summary = rest.split("\n## ").next().unwrap_or_default();
        Ok(json!({
            "id": self.id,
            "track": file["track"],
            "title": title.trim_start_matches("# ").trim(),
            "summary": summary.trim(),
            "steps": file["steps"].as_array().map_or(0, Vec::len),
            "minutes": file.get("minutes"),
            "needs": file.get("needs").unwrap_or(&json!([])),
        }))
    }
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// What a folder holds, by name.
fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let found = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut found = found
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    found.sort();
    Ok(found)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
