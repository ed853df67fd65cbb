//! What learners do in the page, as calls.

use std::time::Duration;

use harness::Page;
use lab::{Breaking, FixSetting, Fixing, Lab, StepDef, StepKind, shelf};
use serde_json::Value;

use crate::deeds::act;

/// Time for a slow machine to compile the wasm.
const START: Duration = Duration::from_secs(30);
/// Time for a run to get somewhere at ten times its speed.
pub const RUN: Duration = Duration::from_secs(30);

/// How many times the run is made faster than it begins: to twenty times its own pace.
const FASTER: usize = 4;

/// The play button while the run is held.
const AT_REST: &str = "[data-test=play][aria-pressed=false]";

/// The page at a lab, started.
pub fn open_lab(id: &str) -> Page {
    let page = Page::of_dist();
    page.open(&format!("/#/lab/{id}"));
    page.wait_for("[data-test=lab]", START);
    page
}

/// An element by its name in tests.
pub fn named(name: &str) -> String {
    format!("[data-test=\"{name}\"]")
}

/// Moves the focus to an element with the Tab key alone, forward or back, whichever way it lies.
pub fn tab_to(page: &Page, css: &str) {
    let way = format!(
        "(() => {{
            const here = document.activeElement ?? document.body, there = document.querySelector({css});
            if (here.matches({css})) return 'here';
            return here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING ? 'Shift+Tab' : 'Tab';
        }})()",
        css = Value::from(css)
    );
    page.wait_for(css, RUN);
    for _ in 0..300 {
        let way = page.eval(&way);
        match way.as_str().expect("a way") {
            "here" => return,
            key => page.press(key),
        }
    }
    panic!("Tab does not reach {css}");
}

/// Focuses a control with the keyboard and presses it.
pub fn press_on(page: &Page, css: &str) {
    tab_to(page, css);
    page.press("Enter");
}

/// Whether a step of the lab is ticked.
pub fn done(step: &str) -> String {
    format!("[data-test=\"step-{step}\"].done")
}

/// Presses the button for a link to the run and reads the link that the page shows.
pub fn copied_link(page: &Page) -> String {
    page.click(&named("copy-link"));
    page.wait_for(&named("link-field"), RUN);
    let link = page.eval("document.querySelector('[data-test=link-field]').value");
    link.as_str().expect("it is text").to_owned()
}

/// Goes through a whole lab with the keyboard alone, answering wrong before right.
pub fn play_to_the_end(page: &Page, id: &str) {
    let lab = shelf::open(id).expect("the lab is built in");
    let last = lab.steps().last().expect("a lab has steps");
    play_up_to(page, &lab, &last.id);
    take(page, &lab, last);
    page.wait_for(&named("finished"), RUN);
}

/// Goes through a lab likewise, as far as to the beginning of a step.
pub fn play_up_to(page: &Page, lab: &Lab, id: &str) {
    press_often(page, "+", FASTER);
    for step in lab.steps().iter().take_while(|step| step.id != id) {
        take(page, lab, step);
        page.wait_for(&done(&step.id), RUN);
        press_on(page, &named("continue"));
    }
}

fn take(page: &Page, lab: &Lab, step: &StepDef) {
    match &step.kind {
        StepKind::Read => {}
        StepKind::Reach { .. } => {
            // What one deed brings about, the next step may find there already.
            if !page.exists(&done(&step.id)) {
                play(page, true);
                page.wait_for(&done(&step.id), RUN);
            }
            page.wait_for(AT_REST, RUN);
        }
        StepKind::Do(action) => act(page, lab, action),
        StepKind::Predict(prediction) => {
            let ids: Vec<&str> = prediction
                .choices
                .iter()
                .map(|choice| choice.id.as_str())
                .collect();
            predict(page, &ids);
        }
        StepKind::Break(breaking) => attack(page, lab, breaking),
        StepKind::Fix(fixing) => fix(page, fixing),
    }
}

/// Does what breaks the promise, as soon as the page shows that it can be done. What comes soon comes at the run's own
/// pace, for such a moment is easily missed at twenty times that; what takes longer would take too long then.
fn attack(page: &Page, lab: &Lab, breaking: &Breaking) {
    let now =
        "Number(document.querySelector('[data-test=timeline]').getAttribute('aria-valuenow'))";
    let begun = page.eval(now).as_f64().expect("a moment in ms");
    let soon = breaking.attack.iter().all(|entry| entry.at.0 <= 1_000_000);
    let slower = if soon { FASTER } else { 0 };
    press_often(page, "-", slower);
    for entry in &breaking.attack {
        let passed = format!("{now} >= {}", begun + (entry.at.0 / 1_000) as f64);
        play(page, true);
        page.wait_until(&passed, RUN);
        play(page, false);
        act(page, lab, &entry.action);
    }
    press_often(page, "+", slower);
    play(page, true);
}

fn press_often(page: &Page, key: &str, times: usize) {
    for _ in 0..times {
        page.press(key);
    }
}

/// Tries the lab as it is, which the attack breaks again, and then the solution.
fn fix(page: &Page, fixing: &Fixing) {
    press_on(page, &named("try-it"));
    page.wait_for(&named("outcome-wrong"), RUN);
    for change in &fixing.solution {
        let has = |setting: &FixSetting| setting.changes().any(|known| known == *change);
        let place = fixing.settings.iter().position(has);
        let select = format!("setting-{}", place.expect("the step offers it"));
        pick(page, &select, change);
    }
    press_on(page, &named("try-it"));
    page.wait_for(&named("outcome-right"), RUN);
}

/// Plays or pauses with the space bar, which belongs to whatever button has the focus.
pub fn play(page: &Page, wanted: bool) {
    let playing =
        "document.querySelector('[data-test=play]').getAttribute('aria-pressed') === 'true'";
    if page.eval(playing) != wanted {
        tab_to(page, &named("play"));
        page.press("Space");
    }
}

/// Chooses an answer with the space bar and the arrow keys.
fn choose(page: &Page, choice: &str) {
    let radio = named(&format!("choice-{choice}"));
    let chosen = format!(
        "(here => (here.matches('input') ? here : here.querySelector('input')).checked)(document.querySelector({}))",
        Value::from(radio)
    );
    tab_to(page, &format!("{} input", named("task-predict")));
    page.press("Space");
    for _ in 0..10 {
        if page.eval(&chosen) == true {
            return;
        }
        page.press("ArrowDown");
    }
    panic!("the keyboard does not reach {choice}");
}

/// Tries the choices in turn; every wrong one is told so with a hint, and one is right.
fn predict(page: &Page, choices: &[&str]) {
    for (wrong, choice) in choices.iter().enumerate() {
        choose(page, choice);
        let verdict = "document.querySelector('.verdict')?.textContent ?? ''";
        let before = page.eval(verdict);
        press_on(page, &named("run-and-see"));
        // What was said of the choice before it may stay while the run goes on.
        page.wait_until(&format!("({verdict}) !== {before}"), RUN);
        if page.exists(&named("verdict-right")) {
            assert!(wrong > 0, "a lab lists a wrong choice first");
            return;
        }
        assert!(
            !page.text(&named("verdict-wrong")).is_empty(),
            "a wrong answer has a hint"
        );
    }
    panic!("none of {choices:?} is right: {}", page.text(".verdict"));
}

/// Chooses an option of a list.
pub fn pick(page: &Page, name: &str, value: &str) {
    tab_to(page, &named(name));
    page.choose(&named(name), value);
}

/// Types into a field.
pub fn fill(page: &Page, name: &str, text: &str) {
    tab_to(page, &named(name));
    page.type_text(&named(name), text);
}
