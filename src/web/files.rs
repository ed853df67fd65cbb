//! Files that the browser gives and takes.

use js_sys::{Array, Promise};
use lab::{Problem, Problems};
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

/// What came of the files that somebody gave.
#[derive(Default)]
pub struct Given {
    /// Their texts, each with its file's name.
    pub texts: Vec<(String, String)>,
    /// Which of them could not be read.
    pub refused: Problems,
}

impl Given {
    /// All of them.
    ///
    /// # Errors
    /// When some could not be read: which, and why.
    pub fn all(self) -> Result<Vec<(String, String)>, Problems> {
        self.refused.or(self.texts)
    }

    async fn take(&mut self, file: File) {
        let name = file.name();
        match read(file).await {
            Ok(text) => self.texts.push((name, text)),
            Err(problem) => self.refused.push(problem),
        }
    }
}

/// Reads files as texts.
pub async fn read_all(files: Vec<File>) -> Given {
    let mut given = Given::default();
    for file in files {
        given.take(file).await;
    }
    given
}

/// What was dropped onto the page: files, and the folders among them.
pub fn dropped(data: &DataTransfer) -> Vec<FileSystemEntry> {
    let items = data.items();
    let entry = |at| items.get(at)?.webkit_get_as_entry().ok().flatten();
    (0..items.length()).filter_map(entry).collect()
}

/// The files that were dropped, with those that are in the folders among them, as far as their names are wanted.
pub async fn within(mut entries: Vec<FileSystemEntry>, is_wanted: fn(&str) -> bool) -> Vec<File> {
    /// More are no lab.
    const FILES_MAX: usize = 100;
    /// Nor is one looked for in more folders.
    const FOLDERS_MAX: usize = 1_000;
    let mut files = Vec::new();
    let mut folders = 0;
    while let Some(entry) = entries.pop()
        && files.len() < FILES_MAX
        && folders < FOLDERS_MAX
    {
        // Chromium has other names for these types.
        if entry.is_directory() {
            folders += 1;
            let folder: FileSystemDirectoryEntry = entry.unchecked_into();
            let reader = folder.create_reader();
            let listed = Promise::new(&mut |done, failed| {
                let callback = done.unchecked_ref();
                // Fails only for a folder that has gone.
                let _ = reader.read_entries_with_callback_and_callback(callback, &failed);
            });
            let listed = JsFuture::from(listed).await.unwrap_or_default();
            entries.extend(Array::from(&listed).iter().map(JsCast::unchecked_into));
        } else if is_wanted(&entry.name()) {
            let file: FileSystemFileEntry = entry.unchecked_into();
            let found = Promise::new(&mut |done, failed| {
                file.file_with_callback_and_callback(done.unchecked_ref(), &failed);
            });
            if let Ok(found) = JsFuture::from(found).await {
                files.push(found.unchecked_into());
            }
        }
    }
    files
}

/// Reads a file as text; what is no text comes out as replacement characters.
///
/// # Errors
/// When it is longer than anything that is made here, or the browser cannot read it.
pub async fn read(file: File) -> Result<String, Problem> {
    const MEGABYTE: f64 = 1_000_000.0;
    const MEGABYTES_MAX: f64 = 64.0;
    let megabytes = file.size() / MEGABYTE;
    if megabytes > MEGABYTES_MAX {
        let message = format!("has {megabytes:.0} MB; at most {MEGABYTES_MAX} MB are read");
        return Err(Problem::of(file.name(), message));
    }
    let text = JsFuture::from(file.text()).await.ok();
    let text = text.and_then(|text| text.as_string());
    text.ok_or_else(|| Problem::of(file.name(), "cannot be read"))
}
