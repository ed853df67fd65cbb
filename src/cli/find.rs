//! Finding a lab by its id or its place.

use std::fs;
use std::path::{Path, PathBuf};

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
    if shelf::find(name).is_some() || !(looks_like_a_path || file.is_file()) {
        return shelf::open(name).map_err(|mut problem| {
            problem
                .message
                .push_str(" (or give the path of a lab's folder)");
            problem.into()
        });
    }
    read_lab(&file)
}

/// A lab of a folder, or what is wrong with it.
pub(super) struct Found {
    /// The folder's name, or the lab's id.
    pub(super) name: String,
    pub(super) lab: Result<Lab, Problems>,
}

/// All labs of a place: a folder of lab folders, or one lab.
///
/// # Errors
/// When there is no lab.
pub(super) fn labs(place: &str) -> Result<Vec<Found>, Problems> {
    let path = Path::new(place);
    if !path.is_dir() || path.join("lab.json").exists() {
        let name = place.to_owned();
        let is_there = path.exists() || shelf::find(place).is_some();
        return match lab(place) {
            Err(problems) if !is_there => Err(problems),
            lab => Ok(vec![Found { name, lab }]),
        };
    }
    let mut folders = entries(path)?;
    folders.retain(|folder| folder.join("lab.json").is_file());
    if folders.is_empty() {
        let message = "holds no lab: neither a lab.json nor folders with one";
        return Err(Problem::of(place, message).into());
    }
    let found = |folder: PathBuf| Found {
        name: folder.display().to_string(),
        lab: read_lab(&folder.join("lab.json")),
    };
    Ok(folders.into_iter().map(found).collect())
}

/// What a folder holds, by name.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>, Problems> {
    let entries = fs::read_dir(folder)
        .map_err(|error| Problem::of(folder.display().to_string(), error.to_string()))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// Reads a lab from its `lab.json` and the prose beside it.
pub(super) fn read_lab(file: &Path) -> Result<Lab, Problems> {
    let json = read(file)?;
    let prose = prose_beside(file)?;
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
    let mut files = entries(folder)?;
    files.retain(|path| path.extension().is_some_and(|ext| ext == "md"));
    let mut prose = Vec::new();
    for path in files {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        if let Some(language) = stem.filter(|stem| lab::is_language(stem)) {
            prose.push((language.to_owned(), read(&path)?));
        }
    }
    Ok(prose)
}
