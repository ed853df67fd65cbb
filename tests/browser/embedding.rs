//! The page in a frame of another one, from another host, which drives it by messages (docs/embed.md).

use std::fs;
use std::path::Path;

use harness::{Page, Site, dist, root};
use lab::{Report, link};
use serde_json::{Value, json};

use crate::steps::{RUN, named, press_on};

/// A page with a frame. It keeps what it is told, with the origin that told it.
const COURSE: &str = "<!doctype html><title>A course</title><link rel=icon href='data:,'><h1>Week 3</h1>
<iframe id=lab width=1000 height=560 title='A lab'></iframe>
<script>
window.told = [];
const lab = document.getElementById('lab');
addEventListener('message', event => event.source === lab.contentWindow && told.push({ ...event.data, origin: event.origin }));
window.say = message => lab.contentWindow.postMessage(message, '*');
lab.src = 'WHERE';
</script>";

/// A course page with this address of the built page in its frame; they are on different hosts.
struct Course {
    page: Page,
    site: Site,
}

impl Course {
    fn open(name: &str, address: &str) -> Self {
        let site = Site::of(&dist());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).expect("a folder");
        let html = COURSE.replace("WHERE", &format!("{}{address}", site.url()));
        fs::write(folder.join("index.html"), html).expect("a file can be written");
        let page = Page::of_folder(&folder);
        page.open("/");
        Self { page, site }
    }

    /// Waits for a message with these fields.
    fn told(&self, fields: &Value) -> Value {
        let find = format!(
            "told.find(one => Object.entries({fields}).every(([name, value]) => JSON.stringify(one[name]) === JSON.stringify(value)))"
        );
        self.page.wait_until(&find, RUN);
        let told = self.page.eval(&find);
        assert_eq!(told["logarium"], 1);
        assert_eq!(told["origin"], Value::from(self.site.url()));
        told
    }

    /// Asks for something, and waits for the answer of this type.
    fn ask(&self, id: u64, message: Value, answer: &str) -> Value {
        let mut message = message;
        message["logarium"] = 1.into();
        message["id"] = id.into();
        self.page.eval(&format!("say({message})"));
        self.told(&json!({ "type": answer, "id": id }))
    }
}

#[test]
fn a_course_page_drives_the_run_in_its_frame_and_is_told_what_comes_of_it() {
    let course = Course::open("course", "/?embed=1");
    course.told(&json!({ "type": "ready", "lab": null }));
    let ready = course.ask(1, json!({ "type": "load", "lab": "failover" }), "ready");
    assert_eq!(
        (&ready["lab"], &ready["at_ms"]),
        (&json!("failover"), &json!(0))
    );
    let sought = course.ask(2, json!({ "type": "seek", "ms": 9_000 }), "done");
    assert_eq!(sought["at_ms"], 9_000);
    course.ask(
        3,
        json!({ "type": "do", "action": { "crash": "broker-1" } }),
        "done",
    );
    course.ask(4, json!({ "type": "play" }), "done");
    course.page.wait_until(
        "told.some(one => one.type === 'moment' && one.playing && one.at_ms > 9000)",
        RUN,
    );
    course.ask(5, json!({ "type": "pause" }), "done");
    course.ask(6, json!({ "type": "seek", "ms": 40_000 }), "done");
    let goal = course.told(&json!({ "type": "goal", "goal": 1 }));
    assert_eq!(goal["is"]["holds"], false, "another leads: {goal}");
    let state = course.ask(7, json!({ "type": "get" }), "state");
    assert_eq!(
        (&state["playing"], &state["at_ms"]),
        (&json!(false), &json!(40_000))
    );
    let report = &state["report"];
    assert_eq!(report["journal"][0]["do"], json!({ "crash": "broker-1" }));
    let address = state["link"].as_str().expect("a link");
    assert!(
        address.starts_with(&course.site.url()) && !address.contains("embed"),
        "{address}"
    );
    let native = link::open(address).expect("it is a whole link");
    assert_eq!(native.losses, []);
    let native = serde_json::to_value(Report::of(&native.session)).expect("JSON");
    assert_eq!(*report, native, "the same, natively");
    assert_eq!(course.page.console_errors(), Vec::<String>::new());
}

#[test]
fn what_cannot_be_done_is_answered_and_what_is_meant_for_others_is_not() {
    let course = Course::open("course-wrong", "/?embed=1#/lab/commit");
    course.told(&json!({ "type": "ready", "lab": "commit" }));
    for foreign in [
        json!("play"),
        json!({ "type": "play" }),
        json!({ "logarium": 2, "type": "play" }),
    ] {
        course.page.eval(&format!("say({foreign})"));
    }
    let problem = |id: u64, message: Value| course.ask(id, message, "error")["problems"][0].clone();
    let unknown = problem(1, json!({ "type": "stop" }));
    assert_eq!(
        unknown["message"],
        "allowed: load, play, pause, seek, do, get"
    );
    let action = problem(
        2,
        json!({ "type": "do", "action": { "crush": "broker-1" } }),
    );
    assert!(
        action["path"]
            .as_str()
            .is_some_and(|path| path.starts_with("action")),
        "{action}"
    );
    let node = problem(
        3,
        json!({ "type": "do", "action": { "crash": "broker-9" } }),
    );
    assert_eq!(node["path"], "action");
    let lab = problem(4, json!({ "type": "load", "lab": "comit" }));
    assert!(
        lab["message"]
            .as_str()
            .is_some_and(|why| why.contains("\"commit\"")),
        "{lab}"
    );
    let answers = course
        .page
        .eval("told.filter(one => one.type === 'done' || one.type === 'error').length");
    assert_eq!(answers, 4, "nobody answers what is meant for others");
    assert_eq!(course.page.eval("told.some(one => one.playing)"), false);
}

#[test]
fn a_lab_that_is_loaded_again_begins_anew_and_a_link_is_shown_as_it_was() {
    let course = Course::open("course-again", "/?embed=1#/lab/commit");
    course.told(&json!({ "type": "ready", "lab": "commit" }));
    course.ask(1, json!({ "type": "seek", "ms": 8_000 }), "done");
    let ready = course.ask(2, json!({ "type": "load", "lab": "commit" }), "ready");
    assert_eq!(ready["at_ms"], 0);
    let link = "#/lab/failover?do=9.2s:crash:broker-1&at=12.5s";
    let ready = course.ask(3, json!({ "type": "load", "link": link }), "ready");
    assert_eq!(
        (&ready["lab"], &ready["at_ms"]),
        (&json!("failover"), &json!(12_500))
    );
    let gone = Course::open("course-gone", "/?embed=1#/lab/comit");
    let error = gone.told(&json!({ "type": "error" }));
    assert!(
        error["problems"][0]["message"]
            .as_str()
            .is_some_and(|why| why.contains("comit"))
    );
}

#[test]
fn in_a_frame_there_is_the_run_a_way_out_and_nothing_else_and_nothing_is_kept() {
    let page = Page::of_dist();
    page.open("/?embed=1&lang=es&theme=dark#/lab/failover?do=9.2s:crash:broker-1&at=12.5s&select=broker-2");
    page.wait_for(&named("lab"), RUN);
    for (name, width, height) in [
        ("wide", 1000, 600),
        ("course", 720, 460),
        ("phone", 390, 520),
    ] {
        page.resize(width, height);
        page.screenshot(&root().join(format!("target/shots/embed-{name}.png")));
        assert_eq!(
            page.eval(&format!("document.documentElement.scrollWidth <= {width}")),
            true
        );
        assert_eq!(
            page.eval("document.documentElement.scrollHeight <= innerHeight"),
            true
        );
        for gone in [".top", ".pane-text", ".skip"] {
            let shown = format!(
                "[...document.querySelectorAll('{gone}')].some(part => part.getClientRects().length)"
            );
            assert_eq!(page.eval(&shown), false, "{gone}");
        }
    }
    assert_eq!(page.eval("document.documentElement.lang"), "es");
    assert_eq!(page.eval("document.documentElement.dataset.theme"), "dark");
    page.eval("void document.querySelector('[data-test=way-out]').addEventListener('click', event => event.preventDefault())");
    page.click(&named("way-out"));
    let out = page.eval("document.querySelector('[data-test=way-out]').href");
    let out = out.as_str().expect("it leads somewhere");
    assert!(!out.contains("embed"), "{out}");
    assert_eq!(link::open(out).expect("it is a link").losses, []);
    press_on(&page, &named("node-broker-3"));
    page.press("Escape");
    assert_eq!(page.eval("localStorage.length"), 0);
    page.open(out);
    page.wait_for(".top", RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_single_file_can_be_framed_too() {
    let page = Page::without_server();
    let file = fs::canonicalize(dist().join("logarium.html")).expect("it is bundled");
    page.open(&format!("file://{}?embed=1#/lab/commit", file.display()));
    page.wait_for(&named("lab"), RUN);
    // On its own, a page is its own frame.
    page.eval("(() => { window.told = []; addEventListener('message', event => told.push(event.data)); postMessage({ logarium: 1, type: 'get' }, '*'); })()");
    page.wait_until(
        "told.some(one => one.type === 'state' && one.report.lab === 'commit')",
        RUN,
    );
}
