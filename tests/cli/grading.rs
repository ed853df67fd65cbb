//! `logarium grade`, as a teacher uses it.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use lab::{Learner, Pace, Submission, Walk, shelf};
use serde_json::Value;

use super::{logarium, refused};

/// Somebody's work on a lab, done to its end.
fn work(learner: &str, lab: &str) -> Submission {
    let lab = Arc::new(shelf::open(lab).unwrap().of_learner(learner));
    let mut walk = Walk::new(&lab, Pace::Restful);
    while walk.take_step().unwrap().is_some() {}
    Submission::new(&lab, learner).with(walk.session(), walk.learner())
}

fn folder(name: &str, files: &[(&str, String)]) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join("grading")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder.to_str().unwrap().to_owned()
}

fn graded(arguments: &[&str], status: i32) -> String {
    let output = logarium(&[&["grade"], arguments].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_class_is_graded_from_a_folder_of_files_and_links() {
    let (ana, ben) = (work("ana", "commit"), work("ben", "commit"));
    let class = folder(
        "class",
        &[
            ("ana/commit.json", ana.to_json()),
            ("ana/essay.pdf", "%PDF".to_owned()),
            (
                "ben.txt",
                format!("https://example.org/{}\n", ben.to_link()),
            ),
        ],
    );
    let table = graded(&[&class], 0);
    for part in [
        "ana/commit.json  ana      commit  10",
        "ben      commit  10",
        "self-reported",
    ] {
        assert!(table.contains(part), "{part}\nis not in\n{table}");
    }
    let json: Value = serde_json::from_str(&graded(&[&class, "--format", "json"], 0)).unwrap();
    assert_eq!(json["totals"].as_array().unwrap().len(), 2);
    assert_eq!(json["rows"][0]["grade"]["self_reported"]["sittings"], 1);
    let link = graded(&[&ben.to_link(), "--format", "csv"], 0);
    assert!(link.contains(",ben,commit,10,10,"), "{link}");
}

#[test]
fn what_was_not_reached_and_what_does_not_replay_is_named() {
    let lab = Arc::new(shelf::open("commit").unwrap().of_learner("ana"));
    let mut walk = Walk::new(&lab, Pace::Restful);
    for _ in 0..3 {
        walk.take_step().unwrap();
    }
    let half = Submission::new(&lab, "ana").with(walk.session(), walk.learner());
    let mut copied = half.clone();
    copied.learner = "ben".to_owned();
    let class = folder(
        "half",
        &[("ana.json", half.to_json()), ("ben.json", copied.to_json())],
    );
    let table = graded(&[&class], 1);
    for part in [
        "again start send only-new where",
        "ben.json: ",
        "is not this learner's seed",
        "entry by entry what ana handed in",
    ] {
        assert!(table.contains(part), "{part}\nis not in\n{table}");
    }
}

#[test]
fn one_bad_file_does_not_keep_the_others_from_being_graded() {
    let ana = work("ana", "commit");
    let class = folder(
        "bad",
        &[("a.json", ana.to_json()), ("b.json", "{}".to_owned())],
    );
    let table = graded(&[&class], 1);
    assert!(
        table.contains("ana      commit  10") && table.contains("cannot be read"),
        "{table}"
    );
}

#[test]
fn a_teachers_own_lab_is_graded_where_its_folder_is_given() {
    let json =
        shelf::find("first-records")
            .unwrap()
            .json
            .replacen("\"first-records\"", "\"ours\"", 1);
    let labs = folder("labs", &[("ours/lab.json", json.clone())]);
    let lab = Arc::new(lab::Lab::parse(&json, &[]).unwrap().of_learner("ana"));
    let mut walk = Walk::new(&lab, Pace::Restful);
    while walk.take_step().unwrap().is_some() {}
    let work = Submission::new(&lab, "ana").with(walk.session(), walk.learner());
    assert!(!Learner::new(&lab).finished() && walk.learner().finished());
    let class = folder("ours", &[("ana.json", work.to_json())]);
    assert!(graded(&[&class, "--lab", &labs], 0).contains("ours  10"));
    assert!(graded(&[&class], 1).contains("is none of the labs that were set"));
}

#[test]
fn a_rubric_that_cannot_be_read_is_told_with_its_places() {
    let class = folder("rubric", &[("ana.json", work("ana", "commit").to_json())]);
    let rubric = folder(
        "rubrics",
        &[(
            "r.json",
            "{ \"format\": 1, \"labs\": { \"comit\": {} } }".to_owned(),
        )],
    );
    let told = refused(&["grade", &class, "--rubric", &format!("{rubric}/r.json")]);
    assert!(
        told.contains("labs.comit: there is no lab \"comit\"; did you mean \"commit\"?"),
        "{told}"
    );
    assert!(refused(&["grade", &class, "--rubric", "none.json"]).contains("none.json"));
}

#[test]
fn the_rubric_of_the_guide_is_a_rubric() {
    let guide = include_str!("../../docs/grading.md");
    let begin = guide.find("```json\n").unwrap() + 8;
    let end = guide[begin..].find("```").unwrap() + begin;
    let class = folder("guide", &[("ana.json", work("ana", "commit").to_json())]);
    let rubric = folder("guides", &[("r.json", guide[begin..end].to_owned())]);
    let table = graded(&[&class, "--rubric", &format!("{rubric}/r.json")], 1);
    assert!(
        table.contains("\"commit\" was not set") && table.contains("acks-1 kill-two"),
        "{table}"
    );
}
