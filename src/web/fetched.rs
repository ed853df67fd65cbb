//! What of the site comes when it is needed: the files of a lab, the texts of a language.

use js_sys::{Function, Promise, Reflect};
use lab::{Problem, shelf};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

/// What the single file calls the function that gives the texts of the files it has inside.
const INSIDE: &str = "logariumFile";
/// Where a site's page says in which folder they lie.
const FOLDER: &str = "meta[name=logarium-files]";

/// A lab's files, as one.
#[derive(Deserialize)]
struct LabFiles {
    json: String,
    prose: Vec<(String, String)>,
}

/// The text of one of the files, by its path among them.
///
/// # Errors
/// When it cannot be had: which, and why.
pub async fn text(path: &str) -> Result<String, Problem> {
    let told = |error: JsValue| {
        let error: Result<js_sys::Error, JsValue> = error.dyn_into();
        let why = error.map_or_else(|other| format!("{other:?}"), |error| error.message().into());
        Problem::of(path, why)
    };
    let inside = Reflect::get(&js_sys::global(), &INSIDE.into());
    let text = match inside.map(JsCast::dyn_into::<Function>) {
        Ok(Ok(inside)) => {
            let text = inside.call1(&JsValue::UNDEFINED, &path.into());
            JsFuture::from(text.map_err(told)?.unchecked_into::<Promise>()).await
        }
        _ => beside(path, told).await?,
    };
    let text = text.map_err(told)?.as_string();
    text.ok_or_else(|| Problem::of(path, "is not there"))
}

/// The same, of a site.
async fn beside(
    path: &str,
    told: impl Fn(JsValue) -> Problem + Copy,
) -> Result<Result<JsValue, JsValue>, Problem> {
    let window = window().ok_or_else(|| Problem::of(path, "there is no window"))?;
    let folder = window.document();
    let folder = folder.and_then(|document| document.query_selector(FOLDER).ok().flatten());
    let folder = folder.and_then(|folder| folder.get_attribute("content"));
    let address = format!("{}/{path}", folder.unwrap_or_default());
    let response = JsFuture::from(window.fetch_with_str(&address)).await;
    let response: Response = response.map_err(told)?.unchecked_into();
    if !response.ok() {
        return Err(Problem::of(path, response.status().to_string()));
    }
    Ok(JsFuture::from(response.text().map_err(told)?).await)
}

/// Fetches the built-in labs that a text names, so that it can be read; those that are here are left alone.
///
/// # Errors
/// When one cannot be had: which, and why.
pub async fn labs_named_in(text: &str) -> Result<(), Problem> {
    labs(&shelf::named_in(text)).await
}

/// Fetches labs by their ids.
///
/// # Errors
/// As above.
pub async fn labs(ids: &[&str]) -> Result<(), Problem> {
    for id in ids.iter().filter(|id| shelf::find(id).is_none()) {
        let path = format!("labs/{id}.json");
        let files = text(&path).await?;
        let files: LabFiles =
            serde_json::from_str(&files).map_err(|error| Problem::of(&*path, error.to_string()))?;
        shelf::put(id, files.json, files.prose);
    }
    Ok(())
}

/// Whether all labs are here that a text names.
pub fn has_labs_named_in(text: &str) -> bool {
    let mut ids = shelf::named_in(text).into_iter();
    ids.all(|id| shelf::find(id).is_some())
}
