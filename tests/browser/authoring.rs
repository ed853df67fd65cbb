//! Labs that a teacher writes with a text editor, shown in the page without a build.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use harness::{Page, dist};

use crate::steps::{RUN, named};

/// The folder of a lab that is like a built-in one, under an id of its own, with a picture that is no part of it.
fn own_lab(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
    fs::create_dir_all(&folder).unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("labs/commit");
    for prose in ["en.md", "es.md"] {
        fs::copy(from.join(prose), folder.join(prose)).unwrap();
    }
    let json = fs::read_to_string(from.join("lab.json")).unwrap();
    let mine = json.replacen("\"id\": \"commit\"", "\"id\": \"mine\"", 1);
    fs::write(folder.join("lab.json"), mine).unwrap();
    fs::write(folder.join("picture.png"), [0x89, 0x50, 0xff]).unwrap();
    folder
}

/// `logarium lab preview`, until it is dropped.
struct Preview {
    process: Child,
    address: String,
    /// Open as long as it may have something to say.
    _out: BufReader<ChildStdout>,
}

impl Preview {
    fn of(folder: &Path) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_logarium"))
            .args(["lab", "preview"])
            .arg(folder)
            .arg("--page")
            .arg(dist())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut out = BufReader::new(process.stdout.take().unwrap());
        out.read_line(&mut address).unwrap();
        Self {
            process,
            address: address.trim().to_owned(),
            _out: out,
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "{from:?} is in {}", file.display());
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}

#[test]
fn what_an_author_saves_shows_at_once_with_all_that_is_wrong() {
    let folder = own_lab("preview");
    let preview = Preview::of(&folder);
    let page = Page::without_server();
    page.open(&preview.address);
    page.wait_for(&named("lab"), RUN);
    let prose = folder.join("en.md");
    let text = fs::read_to_string(&prose).unwrap();
    let title = text.lines().next().unwrap().trim_start_matches("# ");
    assert!(
        page.text(&named("lab")).contains(title),
        "{title:?} stands there"
    );

    edit(&prose, title, "Of mine alone");
    page.wait_text(&named("lab"), "Of mine alone");

    let (right, wrong) = ("\"format\": 1", "\"format\": 99, \"colour\": 3");
    edit(&folder.join("lab.json"), right, wrong);
    page.wait_text(&named("preview-problems"), "colour");
    edit(&folder.join("lab.json"), wrong, right);
    page.wait_for(&named("lab"), RUN);
}

#[test]
fn the_folder_of_a_lab_is_dropped_into_the_page_and_opens() {
    let folder = own_lab("dropped");
    let page = Page::of_dist();
    page.open("/#/open");
    page.wait_for(&named("drop"), RUN);
    page.drop_file(&named("drop"), &folder);
    page.wait_for(&named("lab"), RUN);
    assert!(page.url().ends_with("#/lab/mine"), "{}", page.url());
}
