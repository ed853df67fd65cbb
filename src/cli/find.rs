//! Finding a lab by its id or its place.

use std::fs;
use std::path::Path;

use lab::{Lab, Problem, Problems, shelf};

/// Opens a built-in lab by its id, or reads one from a folder or a file.
pub(super) fn lab(name: &str) -> Result<Lab, Problems> {
    let path = Path::new(name);
    let file = if path.is_dir() {
        path.join("lab.json")
    } else {
        path.to_owned()
    };
    let looks_like_a_path =
        name.contains(['/', '\\']) || path.extension().is_some_and(|ext| ext == "json");
    if shelf::labs().iter().any(|lab| lab.id == name) || !(looks_like_a_path || file.is_file()) {
        return shelf::open(name).map_err(|mut problem| {
            problem
                .message
                .push_str(" (or give the path of a lab's folder)");
            problem.into()
        });
    }
    let json = read(&file)?;
    let prose = prose_beside(&file)?;
    let prose: Vec<(&str, &str)> = prose
        .iter()
        .map(|(language, text)| (&**language, &**text))
        .collect();
    Lab::parse(&json, &prose)
}

/// Reads a file, or says which one and why not.
pub(super) fn read(file: &Path) -> Result<String, Problems> {
    fs::read_to_string(file)
        .map_err(|error| Problem::of(file.display().to_string(), error.to_string()).into())
}

/// The `<language>.md` files beside a lab file.
fn prose_beside(file: &Path) -> Result<Vec<(String, String)>, Problems> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let entries = fs::read_dir(folder)
        .map_err(|error| Problem::of(folder.display().to_string(), error.to_string()))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "md"));
    files.sort();
    let mut prose = Vec::new();
    for path in files {
        if let Some(language) = path.file_stem().and_then(|stem| stem.to_str()) {
            prose.push((language.to_owned(), read(&path)?));
        }
    }
    Ok(prose)
}
