//! The page where it is put: below any path, without a network, in a newer build, and with the licences of its parts.

use std::collections::BTreeSet;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

use harness::{Page, Site, dist};
use serde_json::Value;

use crate::steps::{RUN, named};

/// A host's folder with the built page below it at some path.
pub fn put(name: &str, path: &str) -> PathBuf {
    let host = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&host);
    copy(&dist(), &host.join(path));
    host
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the site is built") {
        let from = entry.expect("it can be listed").path();
        let to = to.join(from.file_name().expect("a name"));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).expect("it can be copied");
        }
    }
}

/// Waits until the worker has kept the page.
fn kept(page: &Page) {
    let worker = "navigator.serviceWorker.ready.then(kept => kept.active.scriptURL)";
    let worker = page.eval_async(worker);
    assert!(
        worker.as_str().is_some_and(|url| url.ends_with("/sw.js")),
        "{worker}"
    );
}

/// Ends a server, and waits until nobody answers there.
fn stop(page: &Page, site: Site) {
    let host = site.url().replace("http://", "");
    drop(site);
    while TcpStream::connect(&host).is_ok() {
        page.wait_until("true", RUN);
    }
}

#[test]
fn below_any_path_the_page_opens_and_then_needs_no_network() {
    let host = put("below", "a/b");
    let site = Site::of(&host);
    let page = Page::without_server();
    let root = format!("{}/a/b/", site.url());
    page.open(&root);
    page.wait_until("window.logarium", RUN);
    let strangers = page
        .requests()
        .into_iter()
        .filter(|url| !url.starts_with(&root) && !url.starts_with("data:"));
    assert_eq!(strangers.collect::<Vec<_>>(), Vec::<String>::new());
    kept(&page);
    stop(&page, site);
    page.open("about:blank");
    page.open(&format!("{root}?from=somewhere#/lab/commit"));
    page.wait_for(&named("lab"), RUN);
    page.press("Shift+ArrowRight");
    page.wait_until(
        "Number(document.querySelector('[data-test=timeline]').getAttribute('aria-valuenow')) > 0",
        RUN,
    );
    // Neither another lab nor another language was looked at before.
    page.click(&named("language"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    page.eval("location.hash = '#/lab/kill-two'");
    page.wait_for(&named("lab"), RUN);
    page.open(&format!("{root}licenses.html"));
    page.wait_for(".licenses", RUN);
}

#[test]
fn a_newer_build_takes_the_place_of_the_old_one_and_of_no_other() {
    let host = put("newer", "old");
    copy(&dist(), &host.join("other"));
    let site = Site::of(&host);
    let page = Page::without_server();
    for copy in ["other", "old"] {
        page.open(&format!("{}/{copy}/", site.url()));
        kept(&page);
    }
    let first = page.eval_async("caches.keys()");
    assert_eq!(first.as_array().map(Vec::len), Some(2), "{first}");

    rewrite(&host.join("old/index.html"), |text| {
        text.replace("<title>", "<title>Newer: ")
    });
    rewrite(&host.join("old/sw.js"), |text| {
        text.replacen("VERSION = \"", "VERSION = \"newer", 1)
    });
    // The one that is kept answers, and the newer one is fetched meanwhile.
    page.reload();
    page.wait_until("!document.title.startsWith('Newer')", RUN);
    let changed =
        "caches.keys().then(keys => keys.length === 2 && keys.some(key => key.includes('newer')))";
    while page.eval_async(changed) != true {
        page.wait_until("true", RUN);
    }
    page.reload();
    page.wait_until("document.title.startsWith('Newer')", RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

fn rewrite(file: &Path, change: impl Fn(String) -> String) {
    let text = fs::read_to_string(file).expect("it is part of the site");
    let changed = change(text.clone());
    assert_ne!(text, changed);
    fs::write(file, changed).expect("it can be written");
}

#[test]
fn the_page_of_licences_names_every_crate_of_the_wasm() {
    let page = Page::of_dist();
    page.open("/");
    page.click(&named("licenses"));
    page.wait_for(".licenses", RUN);
    let rows = "[...document.querySelectorAll('tbody tr')].map(row => [...row.cells].slice(0, 3).map(cell => cell.textContent))";
    let rows = page.eval(rows);
    let listed: BTreeSet<(String, String)> = rows
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (text(&row[0]), text(&row[1])))
        .collect();
    let unlicensed = rows
        .as_array()
        .expect("rows")
        .iter()
        .find(|row| text(&row[2]).is_empty());
    assert_eq!(unlicensed, None);
    for linked in linked() {
        assert!(listed.contains(&linked), "{linked:?} is not listed");
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_single_file_brings_the_licences_along() {
    let rows = "document.querySelectorAll('.licenses tbody tr').length";
    let site = Page::of_dist();
    site.open("/licenses.html");
    let listed = site.eval(rows);
    let page = Page::without_server();
    page.open_file(&dist().join("logarium.html"));
    page.click(&named("licenses"));
    page.wait_for(".licenses", RUN);
    assert_eq!(page.eval(rows), listed);
    let top = "document.querySelector('#text-3').getBoundingClientRect().top";
    assert_eq!(page.eval(&format!("{top} > innerHeight")), true);
    page.click(".licenses a[href='#text-3']");
    page.wait_until(&format!("Math.abs({top}) < innerHeight"), RUN);
    assert_eq!(
        page.eval("getComputedStyle(document.querySelector('.licenses pre')).whiteSpaceCollapse"),
        "preserve"
    );
    page.click(".licenses a[href='#/']");
    page.wait_for(&named("hero"), RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

fn text(cell: &Value) -> String {
    cell.as_str().expect("a cell has text").to_owned()
}

/// The crates of others that the page is linked from: names and versions, as Cargo tells them.
fn linked() -> BTreeSet<(String, String)> {
    let tree = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--package=web",
            "--locked",
            "--offline",
            "--prefix=none",
            "--format={p}",
        ])
        .args([
            "--edges=normal,no-proc-macro",
            "--target=wasm32-unknown-unknown",
        ])
        .output()
        .expect("cargo runs");
    let tree = String::from_utf8(tree.stdout).expect("text");
    let crates = tree.lines().filter(|line| !line.contains("(/"));
    let found: BTreeSet<_> = crates
        .filter_map(|line| {
            let mut words = line.split(' ');
            Some((
                words.next()?.to_owned(),
                words.next()?.trim_start_matches('v').to_owned(),
            ))
        })
        .collect();
    assert!(found.len() > 50, "{found:?}");
    found
}
