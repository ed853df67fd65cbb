//! Labs that somebody opens from their own files, without a build.

use lab::{Lab, Problem, Problems};

/// The lab of some files: one `lab.json`, and the prose beside it, each with its name or the path within its folder.
///
/// # Errors
/// Everything that is wrong with it.
pub fn lab(files: &[(String, String)]) -> Result<Lab, Problems> {
    let named = |(path, text): &(String, String)| {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        (name.to_owned(), text.clone())
    };
    let files: Vec<(String, String)> = files.iter().map(named).collect();
    let json: Vec<&(String, String)> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".json"))
        .collect();
    let prose: Vec<(&str, &str)> = files
        .iter()
        .filter_map(|(name, text)| Some((name.strip_suffix(".md")?, &**text)))
        .filter(|(name, _)| lab::is_language(name))
        .collect();
    match &json[..] {
        [(_, json)] => Lab::parse(json, &prose),
        [] => Err(Problem::of("", "there is no lab.json among these files").into()),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| &**name).collect();
            let message = format!("one lab at a time: there is {}", names.join(", "));
            Err(Problem::of("", message).into())
        }
    }
}
