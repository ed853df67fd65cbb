//! Files that the browser gives and takes.

use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, DataTransfer, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry, HtmlAnchorElement, HtmlInputElement, Url, window,
};

/// The type of JSON files.
pub const JSON: &str = "application/json";
/// The type of JSON Lines.
pub const JSON_LINES: &str = "application/jsonl";
/// The type of tables as text.
pub const CSV: &str = "text/csv";

/// Offers a text of some type to be saved as a file.
pub fn save(name: &str, kind: &str, text: &str) {
    // Fails only where the browser refuses downloads; it says so itself.
    let _ = try_save(name, kind, text);
}

fn try_save(name: &str, kind: &str, text: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    offer(name, &blob)
}

/// Offers what the browser has made to be saved as a file.
pub fn save_blob(name: &str, blob: &Blob) {
    // As above.
    let _ = offer(name, blob);
}

fn offer(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = window().and_then(|w| w.document()).ok_or("no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url)
}

/// The file that somebody chose; the input is ready for the same one again.
pub fn chosen(input: &HtmlInputElement) -> Option<File> {
    let file = input.files()?.get(0);
    input.set_value("");
    file
}

/// All files that somebody chose; the input is ready for the same ones again.
pub fn all_chosen(input: &HtmlInputElement) -> Vec<File> {
    let list = input.files();
    let all = |list: FileList| (0..list.length()).filter_map(move |at| list.get(at));
    let files = list.into_iter().flat_map(all).collect();
    input.set_value("");
    files
}

/// Reads files as texts, each with its name, or its path where a whole folder was chosen.
pub async fn read_all(files: Vec<File>) -> Vec<(String, String)> {
    let mut texts = Vec::with_capacity(files.len());
    for file in files {
        let name = file.name();
        if let Some(text) = read(file).await {
            texts.push((name, text));
        }
    }
    texts
}

/// What was dropped onto the page: files, and the folders among them.
pub fn dropped(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    let entry = |at| items.get(at)?.webkit_get_as_entry().ok().flatten();
    (0..items.length()).filter_map(entry).collect()
}

/// Reads what was dropped, with what is in the folders, each with its name.
pub async fn read_dropped(mut entries: Vec<FileSystemEntry>) -> Vec<(String, String)> {
    /// More are no lab.
    const FILES_MAX: usize = 100;
    let mut texts = Vec::new();
    while let Some(entry) = entries.pop().filter(|_| texts.len() < FILES_MAX) {
        if let Some(folder) = entry.dyn_ref::<FileSystemDirectoryEntry>() {
            let reader = folder.create_reader();
            let listed = Promise::new(&mut |done, failed| {
                let callback = done.unchecked_ref();
                // Fails only for a folder that has gone.
                let _ = reader.read_entries_with_callback_and_callback(callback, &failed);
            });
            let listed = JsFuture::from(listed).await.unwrap_or_default();
            entries.extend(Array::from(&listed).iter().map(JsCast::unchecked_into));
        } else if let Some(file) = entry.dyn_ref::<FileSystemFileEntry>() {
            let found = Promise::new(&mut |done, failed| {
                file.file_with_callback_and_callback(done.unchecked_ref(), &failed);
            });
            if let Ok(found) = JsFuture::from(found).await
                && let Some(text) = read(found.unchecked_into()).await
            {
                texts.push((file.name(), text));
            }
        }
    }
    texts
}

/// Reads a file as text; what is no text comes out as replacement characters.
pub async fn read(file: File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}
