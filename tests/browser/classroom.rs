//! A class: who learners are, what they hand in, what a teacher sees, and what stands on paper.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use harness::Page;
use lab::{Pace, Submission, Walk, shelf};

use crate::steps::{RUN, named, open_lab, play_to_the_end, play_up_to, press_on};

/// Somebody's work on a lab, done to its end without a page.
fn work(learner: &str, lab: &str) -> Submission {
    let lab = Arc::new(shelf::open(lab).unwrap().of_learner(learner));
    let mut walk = Walk::new(&lab, Pace::Restful);
    while walk.take_step().unwrap().is_some() {}
    Submission::new(&lab, learner).with(walk.session(), walk.learner())
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("classroom");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    fs::write(&file, text).unwrap();
    file
}

fn page(address: &str) -> Page {
    let page = Page::of_dist();
    page.open(&format!("/{address}"));
    page.wait_until("window.logarium", RUN);
    page
}

/// Says who is at it.
fn identify(page: &Page, learner: &str) {
    press_on(page, &named("hand-in-open"));
    page.type_text(&named("learner"), learner);
    page.press("Enter");
    page.wait_for(&named("work-done"), RUN);
    page.press("Escape");
    page.wait_gone(&named("hand-in"));
}

/// The link to the work on the lab that is open.
fn work_link(page: &Page) -> String {
    press_on(page, &named("hand-in-open"));
    press_on(page, &named("work-link"));
    page.wait_for(&named("notice-work"), RUN);
    let link =
        page.eval("document.querySelector('[data-test=notice-work] :is(input, textarea)').value");
    link.as_str().unwrap().to_owned()
}

#[test]
fn what_is_played_by_keyboard_is_handed_in_and_graded_with_full_points() {
    let page = open_lab("commit");
    identify(&page, "ana");
    play_to_the_end(&page, "commit");
    let link = work_link(&page);
    let handed_in = Submission::read(&link).unwrap();
    assert_eq!((&*handed_in.learner, handed_in.lab_id()), ("ana", "commit"));
    let address = &link[link.find('#').unwrap()..];
    page.eval(&format!("location.hash = {address:?}"));
    page.wait_for(&named("grade"), RUN);
    let row = page.text(&named("grade"));
    assert!(row.contains("ana") && row.contains("10 / 10"), "{row}");
    assert!(!page.exists(&named("grade-problems")));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn work_survives_a_reload_and_goes_on_in_a_second_sitting() {
    let page = open_lab("commit");
    identify(&page, "ana");
    let lab = shelf::open("commit").unwrap();
    play_up_to(&page, &lab, "stop");
    page.reload();
    page.wait_for(&named("lab"), RUN);
    let link = work_link(&page);
    let handed_in = Submission::read(&link).unwrap();
    assert_eq!(handed_in.done, ["all-ten", "flag"]);
    assert!(handed_in.seconds.is_some());
}

#[test]
fn a_teacher_grades_many_files_at_once_by_a_rubric() {
    let page = page("#/grading");
    page.wait_for(&named("grading-none"), RUN);
    let (ana, ben) = (work("ana", "commit"), work("ben", "first-records"));
    let mut copied = work("ana", "commit");
    copied.learner = "carla".to_owned();
    for (name, text) in [
        ("ana.json", ana.to_json()),
        ("ben.txt", ben.to_link()),
        ("carla.json", copied.to_json()),
        ("essay.json", "{}".to_owned()),
    ] {
        page.upload(&named("open-work-file"), &scratch(name, &text));
        page.wait_until(
            &format!("document.querySelector('[data-test=grades]')?.innerText.includes({name:?})"),
            RUN,
        );
    }
    assert_eq!(page.count(&named("grade")), 3);
    assert_eq!(page.count(&named("grade-unread")), 1);
    assert!(
        page.text(&named("grade-problems"))
            .contains("not this learner's seed")
    );
    let rubric = scratch(
        "rubric.json",
        r#"{ "format": 1, "labs": { "commit": { "points": 40 }, "acks-1": {} } }"#,
    );
    page.upload(&named("open-rubric-file"), &rubric);
    page.wait_for(&named("rubric-name"), RUN);
    page.wait_text(&named("totals"), "40 / 50");
    let wrong = scratch("wrong.json", r#"{ "format": 1, "labs": { "comit": {} } }"#);
    page.upload(&named("open-rubric-file"), &wrong);
    page.wait_text(&named("grading-problems"), "did you mean \"commit\"?");
    assert_eq!(page.foreign_requests(), Vec::<String>::new());
}

#[test]
fn a_wrong_answer_shows_the_event_that_contradicts_it_and_leads_back() {
    let page = open_lab("first-records");
    let lab = shelf::open("first-records").unwrap();
    play_up_to(&page, &lab, "again");
    let moment = "document.querySelector('[data-test=timeline]').getAttribute('aria-valuenow')";
    let before = page.eval(moment);
    page.click(&named("choice-none"));
    page.click(&named("run-and-see"));
    page.wait_for(&named("evidence"), RUN);
    assert!(page.text(&named("evidence")).contains("consumer-1"));
    press_on(&page, &named("peek"));
    page.wait_until(
        &format!("{moment} !== {before:?}", before = before.as_str().unwrap()),
        RUN,
    );
    press_on(&page, &named("notice-peek-act"));
    page.wait_until(
        &format!("{moment} === {before:?}", before = before.as_str().unwrap()),
        RUN,
    );
    assert!(!page.exists(&named("notice-peek")));
    // The lab goes on where it was.
    page.click(&named("choice-all"));
    page.click(&named("run-and-see"));
    page.wait_for(&named("verdict-right"), RUN);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn the_course_has_every_lab_in_order_with_a_handout_and_a_page_for_teachers() {
    let page = page("#/course");
    page.wait_for(&named("course"), RUN);
    for lab in shelf::labs() {
        assert!(
            page.exists(&named(&format!("course-{}", lab.id))),
            "{}",
            lab.id
        );
    }
    page.click(&named("handout-kill-two"));
    page.wait_for(&named("handout"), RUN);
    let steps = shelf::open("kill-two").unwrap().steps().len();
    assert_eq!(page.count(".paper-step"), steps);
    page.eval("location.hash = '#/teacher/kill-two'");
    page.wait_for(&named("discussion"), RUN);
    page.wait_until(
        &format!("document.querySelectorAll('[data-test=expected] > li').length === {steps}"),
        RUN,
    );
    assert!(page.count(".expected-choices > .right") >= 2);
    page.type_text(&named("of-learner"), "ana");
    page.press("Enter");
    page.wait_until(
        &format!("document.querySelectorAll('[data-test=expected] > li').length === {steps}"),
        RUN,
    );
    let seed = lab::seed_of("ana", "kill-two").to_string();
    page.wait_text(&named("teacher-state"), &seed);
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_lab_with_real_tools_can_be_taken_along() {
    let page = page("#/tools/acks-1");
    page.wait_for(&named("tools-page"), RUN);
    assert!(
        page.text(&named("tools-text"))
            .contains("image: \"apache/kafka:")
    );
    page.click(&named("file-clients.py"));
    page.wait_text(&named("tools-text"), "import");
    assert!(page.exists(&named("tools-missing")));
    page.click(&named("tools-all"));
    assert_eq!(page.console_errors(), Vec::<String>::new());
}

#[test]
fn a_lab_of_ones_own_is_opened_from_its_files_played_and_kept() {
    let json = shelf::find("commit").unwrap();
    let mine =
        json.json
            .replacen("\"commit\"", "\"mine\"", 1)
            .replacen("[\"en\", \"es\"]", "[\"en\"]", 1);
    let page = page("#/open");
    page.wait_for(&named("drop"), RUN);
    // A lab without its text is refused with what is missing; the files are chosen together.
    page.upload(
        &named("lab-files"),
        &scratch("lab.json", "{ \"format\": 1 }"),
    );
    page.wait_text(&named("open-problems"), "cluster");
    page.upload(&named("lab-files"), &scratch("lab.json", &mine));
    page.wait_for(&named("lab"), RUN);
    page.wait_for(&named("node-consumer-1"), RUN);
    page.reload();
    page.wait_for(&named("node-consumer-1"), RUN);
    page.eval("location.hash = '#/open'");
    page.wait_for(&named("own-mine"), RUN);
    page.upload(&named("lab-files"), &scratch("lab.json", json.json));
    page.wait_text(&named("open-problems"), "is the id of a built-in lab");
    assert_eq!(page.console_errors(), Vec::<String>::new());
}
