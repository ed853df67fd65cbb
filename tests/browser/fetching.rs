//! What the page fetches when it is needed: labs and languages.

use std::fs;
use std::path::{Path, PathBuf};

use harness::{Page, dist};
use lab::{Cover, shelf};
use serde_json::Value;

use crate::hosting::put;
use crate::steps::{RUN, named};

/// The folder of a site in which the files lie that are fetched.
fn files(site: &Path) -> PathBuf {
    let mut entries = fs::read_dir(site).expect("the site is built");
    let found = entries.find_map(|entry| {
        let entry = entry.expect("it can be listed");
        let name = entry.file_name().into_string().ok()?;
        name.starts_with("files-").then(|| entry.path())
    });
    found.expect("`cargo xtask build` makes it")
}

/// Hides a file of a site, and puts it back when it is dropped.
struct Hidden(PathBuf);

impl Hidden {
    fn hide(file: PathBuf) -> Self {
        fs::rename(&file, file.with_extension("hidden")).expect("it is there");
        Self(file)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        fs::rename(self.0.with_extension("hidden"), &self.0).expect("it is there");
    }
}

#[test]
fn a_lab_that_cannot_be_fetched_is_told_and_can_be_tried_again() {
    let site = put("without-a-lab", "");
    let hidden = Hidden::hide(files(&site).join("labs/commit.json"));
    let page = Page::of_folder(&site);
    page.open("/#/lab/commit");
    page.wait_for(&named("not-fetched"), RUN);
    assert!(
        page.text(&named("not-fetched"))
            .contains("labs/commit.json")
    );
    page.click(&named("fetch-again"));
    page.wait_for(&named("not-fetched"), RUN);
    drop(hidden);
    page.click(&named("fetch-again"));
    page.wait_for(&named("lab"), RUN);
}

#[test]
fn a_link_and_a_journal_have_their_lab_fetched() {
    let site = put("with-a-link", "");
    let page = Page::of_folder(&site);
    page.open("/#/lab/failover?at=12.5s&do=9.2s:crash:broker-1&until=20s");
    page.wait_for(&named("lab"), RUN);
    let fetched = |lab: &str| {
        let file = format!("labs/{lab}.json");
        page.requests().iter().any(|url| url.ends_with(&file))
    };
    assert!(fetched("failover") && !fetched("acks-1"));
    let report = page.eval_async("JSON.parse(await window.logarium.run('acks-1', ''))");
    assert!(report["status"] != 2, "{}", report["problems"]);
    assert!(fetched("acks-1"));
    let wrong = page.eval_async("JSON.parse(await window.logarium.run('acks-11', ''))");
    assert_eq!(wrong["status"], 2);
}

#[test]
fn a_language_that_cannot_be_fetched_is_told_in_the_one_that_is_there() {
    let site = put("without-a-language", "");
    let hidden = Hidden::hide(files(&site).join("texts/es.json"));
    let page = Page::of_folder(&site);
    page.open("/");
    page.wait_for(&named("language"), RUN);
    page.click(&named("language"));
    page.wait_text(&named("notice-language"), "Español could not be fetched");
    assert_eq!(page.eval("document.documentElement.lang"), "en");
    drop(hidden);
    page.click(&named("notice-language-act"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    page.wait_gone(&named("notice-language"));
}

#[test]
fn a_page_without_its_first_texts_says_so_and_offers_to_load_again() {
    let site = put("without-texts", "");
    let _hidden = Hidden::hide(files(&site).join("texts/en.json"));
    let page = Page::of_folder(&site);
    page.open("/");
    page.wait_for("#crash:not([hidden])", RUN);
    assert!(page.text(&named("crash-message")).contains("texts/en.json"));
    assert!(page.exists(&named("crash-reload")));
}

/// The file of a chunk of a site.
fn chunk(site: &Path, name: &str) -> PathBuf {
    let mut entries = fs::read_dir(site).expect("the site is built");
    let found = entries.find_map(|entry| {
        let path = entry.expect("it can be listed").path();
        let file = path.file_name()?.to_str()?.to_owned();
        (file.starts_with(&format!("{name}-")) && file.ends_with(".wasm")).then_some(path)
    });
    found.unwrap_or_else(|| panic!("there is no chunk {name}"))
}

#[test]
fn a_page_whose_code_cannot_be_fetched_says_so_and_can_be_tried_again() {
    let site = put("without-tools", "");
    let hidden = Hidden::hide(chunk(&site, "tools"));
    let page = Page::of_folder(&site);
    page.open("/#/tools/acks-1");
    page.wait_for(&named("not-fetched"), RUN);
    assert!(page.text(&named("not-fetched")).contains("tools.wasm"));
    drop(hidden);
    page.click(&named("fetch-again"));
    page.wait_for(&named("tools-page"), RUN);
}

#[test]
fn a_lab_goes_on_without_the_code_of_its_drawer_and_has_it_when_it_comes() {
    let site = put("without-workbench", "");
    let hidden = Hidden::hide(chunk(&site, "workbench"));
    let page = Page::of_folder(&site);
    page.open("/#/lab/commit");
    page.wait_for(&named("lab"), RUN);
    page.click(&named("deck-charts"));
    page.wait_for(&format!("#deck {}", named("not-fetched")), RUN);
    page.press("Shift+ArrowRight");
    page.click(&named("still-save"));
    page.wait_for(&named("notice-not-fetched"), RUN);
    drop(hidden);
    page.click(&format!("#deck {}", named("fetch-again")));
    page.wait_gone(&format!("#deck {}", named("not-fetched")));
    page.wait_for("#deck svg", RUN);
}

#[test]
fn the_first_lab_needs_no_chunk() {
    let page = Page::of_dist();
    page.open("/#/lab/wires");
    page.wait_for(&named("lab"), RUN);
    let requests = page.requests();
    let asked = |name: &&String| name.ends_with(".wasm") || name.contains("/files-");
    let names = requests.iter().filter(asked).map(|url| {
        let (_, name) = url.rsplit_once('/').expect("a path");
        name.split('-').next().expect("a name").to_owned()
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    assert_eq!(names, ["en.json", "web", "wires.json"]);
}

#[test]
fn the_single_file_has_every_lab_language_and_chunk_inside() {
    let page = Page::without_server();
    page.open_file(&dist().join("logarium.html"));
    page.wait_for(&named("hero"), RUN);
    page.click(&named("language"));
    page.wait_until("document.documentElement.lang === 'es'", RUN);
    for lab in ["kill-two", "commit"] {
        page.eval(&format!("location.hash = '#/lab/{lab}'"));
        page.wait_until(
            &format!(
                "document.querySelector('[data-test=lab]') && location.hash === '#/lab/{lab}'"
            ),
            RUN,
        );
    }
    page.press("Shift+ArrowRight");
    page.click(&named("deck-charts"));
    page.wait_for("#deck svg", RUN);
    for (address, shown) in [
        ("course", "course"),
        ("tools/commit", "tools-page"),
        ("sandbox", "sandbox"),
    ] {
        page.eval(&format!("location.hash = '#/{address}'"));
        page.wait_for(&named(shown), RUN);
    }
    assert_eq!(page.console_errors(), Vec::<String>::new());
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}

#[test]
fn a_list_says_of_each_lab_what_the_lab_says() {
    for language in ["en", "es"] {
        let file = files(&dist()).join(format!("texts/{language}.json"));
        let text = fs::read_to_string(&file).expect("it is part of the site");
        let mut content: Value = serde_json::from_str(&text).expect("it is JSON");
        let listed: Vec<Cover> = serde_json::from_value(content["labs"].take()).expect("covers");
        let own = shelf::labs().iter().map(|lab| {
            let lab = shelf::open(lab.id).expect("it is built in");
            Cover::of(&lab, language)
        });
        assert_eq!(listed, own.collect::<Vec<_>>());
    }
}
