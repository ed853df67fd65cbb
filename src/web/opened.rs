//! Labs that somebody opens from their own files, without a build. The browser keeps them.

use lab::{Lab, Path, Problem, Problems, shelf};
use serde::{Deserialize, Serialize};

use crate::{fetched, storage};

/// What the names of everything kept here begin with.
const LAB: &str = "lab.";

/// A lab's files, as they are kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    json: String,
    prose: Vec<(String, String)>,
}

/// Opens a lab from its files and keeps it.
///
/// # Errors
/// Everything that is wrong with it.
pub async fn keep(files: &[(String, String)]) -> Result<Lab, Problems> {
    for (_, text) in files {
        fetched::needed_for(text).await?;
    }
    let lab = lab(files)?;
    if shelf::ids().contains(&lab.id()) {
        let message = "is the id of a built-in lab; give yours another";
        let problem = Problem::at(&Path::ROOT.key("id"), message);
        return Err(problem.with(&lab.id().into()).into());
    }
    let (json, prose) = parts(files);
    let kept = Kept {
        json: json
            .into_iter()
            .map(|(_, json)| json)
            .next()
            .unwrap_or_default(),
        prose,
    };
    // A struct of texts always has a JSON text.
    storage::write(
        &format!("{LAB}{}", lab.id()),
        &serde_json::to_string(&kept).unwrap_or_default(),
    );
    Ok(lab)
}

/// A lab that is kept.
pub fn open(id: &str) -> Option<Lab> {
    storage::read_as(&format!("{LAB}{id}"), |text| {
        let kept: Kept = serde_json::from_str(text).ok()?;
        let prose = kept.prose.iter().map(|(name, text)| (&**name, &**text));
        Lab::parse(&kept.json, &prose.collect::<Vec<_>>()).ok()
    })
}

/// All that are kept.
pub fn all() -> Vec<Lab> {
    storage::names(LAB)
        .iter()
        .filter_map(|id| open(id))
        .collect()
}

/// Keeps a lab no longer.
pub fn remove(id: &str) {
    storage::remove(&format!("{LAB}{id}"));
}

/// The lab of some files: one `lab.json`, and the prose beside it, each with its name or the path within its folder.
///
/// # Errors
/// Everything that is wrong with it.
pub fn lab(files: &[(String, String)]) -> Result<Lab, Problems> {
    let (json, prose) = parts(files);
    let prose = prose.iter().map(|(name, text)| (&**name, &**text));
    match &json[..] {
        [(_, json)] => Lab::parse(json, &prose.collect::<Vec<_>>()),
        [] => Err(Problem::of("", "there is no lab.json among these files").into()),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| &**name).collect();
            let message = format!("one lab at a time: there is {}", names.join(", "));
            Err(Problem::of("", message).into())
        }
    }
}

/// Whether a file of this name may be a part of a lab.
pub fn is_part(name: &str) -> bool {
    matches!(name.rsplit_once('.'), Some((_, "json" | "md")))
}

/// The lab files and the prose among some files, by their names without folders, the prose by language.
type Parts = (Vec<(String, String)>, Vec<(String, String)>);

fn parts(files: &[(String, String)]) -> Parts {
    let mut parts = Parts::default();
    for (path, text) in files {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        match name.rsplit_once('.') {
            Some((_, "json")) => parts.0.push((name.to_owned(), text.clone())),
            Some((stem, "md")) if lab::is_language(stem) => {
                parts.1.push((stem.to_owned(), text.clone()));
            }
            _ => {}
        }
    }
    parts
}
