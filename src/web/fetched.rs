//! What of the site comes when it is needed: the files of a lab, the texts of a language.

use js_sys::{Function, Promise, Reflect};
use lab::shelf::{self, Needed};
use lab::{Knower, Problem};
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Response, window};

use crate::chunks::{Code, SCHEMAS};
use crate::storage;

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

/// Fetches what must be here before a text can be read; what is here already is left alone.
///
/// # Errors
/// When something cannot be had: what, and why.
pub async fn needed_for(text: &str) -> Result<(), Problem> {
    needed(&shelf::needed_for(text)).await
}

/// The same of what somebody has looked up.
///
/// # Errors
/// As above.
pub async fn needed(needed: &Needed) -> Result<(), Problem> {
    if needed.schemas {
        SCHEMAS.fetch().await?;
    }
    labs(&needed.labs).await
}

/// Fetches labs by their ids, and whoever reads their schemas.
///
/// # Errors
/// As above.
pub async fn labs(ids: &[&str]) -> Result<(), Problem> {
    for id in ids.iter().filter(|id| shelf::find(id).is_none()) {
        let path = format!("labs/{id}.json");
        let files = text(&path).await?;
        let files: LabFiles =
            serde_json::from_str(&files).map_err(|error| Problem::of(&*path, error.to_string()))?;
        if shelf::needed_for(&files.json).schemas {
            SCHEMAS.fetch().await?;
        }
        shelf::put(id, files.json, files.prose);
    }
    Ok(())
}

/// What a page needs that is about what a text names, and about what the browser keeps.
pub fn page_needs(named: &str) -> Needed {
    let mut needed = shelf::needed_for(named);
    needed.schemas |= storage::names("")
        .iter()
        .filter_map(|name| storage::read(name))
        .any(|kept| shelf::needed_for(&kept).schemas);
    needed
}

/// Whether all of it is here.
pub fn has(needed: &Needed) -> bool {
    let mut labs = needed.labs.iter();
    labs.all(|id| shelf::find(id).is_some()) && (!needed.schemas || Knower::is_there())
}

/// Whether everything is here without which a text cannot be read.
pub fn has_needed_for(text: &str) -> bool {
    has(&shelf::needed_for(text))
}
