//! Work that is not what it says, and what is no work at all.

use lab::{Lab, Submission, shelf};
use serde_json::{Value, json};

use crate::{Student, done_of, marked, told};

fn finished(name: &'static str) -> Submission {
    let mut student = Student::new(name, "first-records");
    student.does_the_rest();
    student.hands_in()
}

#[test]
fn work_under_another_name_has_another_seed_and_does_not_count() {
    let mut copied = finished("ana");
    copied.learner = "ben".to_owned();
    let marked = marked(&copied);
    assert!(
        told(&marked).contains("sittings[0].seed"),
        "{}",
        told(&marked)
    );
    assert!(told(&marked).contains("is said to be done"));
    assert_eq!(done_of(&marked).0, 0);
}

#[test]
fn work_with_the_seed_changed_to_fit_does_not_replay() {
    let mut copied = finished("ana");
    copied.learner = "ben".to_owned();
    copied.sittings[0].seed = lab::seed_of("ben", "first-records");
    let marked = marked(&copied);
    assert!(
        told(&marked).contains("sittings[0].log["),
        "{}",
        told(&marked)
    );
    assert_eq!(done_of(&marked).0, 0);
}

#[test]
fn steps_that_are_claimed_and_were_not_done_are_named() {
    let mut student = Student::new("ana", "first-records");
    student.does_a_step();
    let mut work = student.hands_in();
    work.done.push("only-new".to_owned());
    let told = told(&marked(&work));
    assert!(
        told.contains("= \"only-new\": is said to be done"),
        "{told}"
    );
}

#[test]
fn a_log_that_skips_an_action_stops_where_it_is_missed() {
    let work = finished("ana");
    let mut file: Value = serde_json::from_str(&work.to_json()).unwrap();
    let log = file["sittings"][0]["log"].as_array_mut().unwrap();
    let crash = log
        .iter()
        .position(|entry| entry["what"].get("do").is_some());
    log.remove(crash.unwrap());
    let marked = marked(&Submission::read(&file.to_string()).unwrap());
    assert!(
        told(&marked).contains("nothing after it counts"),
        "{}",
        told(&marked)
    );
    let crash = marked.steps.iter().find(|step| step.id == "crash");
    assert!(!crash.unwrap().done);
}

#[test]
fn a_sitting_that_begins_where_nobody_has_come_to_does_not_count() {
    let mut student = Student::new("ana", "first-records");
    student.learner.resume(&student.session, 7);
    student.waits(20.0);
    student.does_a_step();
    let marked = marked(&student.hands_in());
    assert!(told(&marked).contains("nothing that was handed in comes to this step"));
    assert_eq!(done_of(&marked).0, 0);
}

#[test]
fn a_lab_that_was_made_easier_is_not_the_lab_that_was_set() {
    let mut lab = shelf::open("first-records").unwrap();
    lab.set("steps[0].goal.at_least=1").unwrap();
    let work = Submission::new(&lab, "ana");
    let refused = work.lab_of(&[]).unwrap_err().to_string();
    assert!(refused.contains("its file was changed"), "{refused}");
    // Unless the teacher has set that one.
    assert_eq!(
        work.lab_of(std::slice::from_ref(&lab))
            .map(|lab| lab.seed()),
        Ok(lab.seed())
    );
}

#[test]
fn what_is_no_submission_is_told_with_its_place() {
    let work = finished("ana");
    let file: Value = serde_json::from_str(&work.to_json()).unwrap();
    let damaged = |place: &str, value: Value| {
        let mut file = file.clone();
        *file.pointer_mut(place).unwrap() = value;
        Submission::read(&file.to_string()).unwrap_err().to_string()
    };
    let first = damaged("/sittings/0/log/1/what", json!({ "dance": true }));
    assert!(
        first.contains("sittings[0].log[1].what") && first.contains("dance"),
        "{first}"
    );
    assert!(damaged("/format", json!(9)).contains("format = 9: must be 1"));
    assert!(damaged("/learner", json!(" ")).contains("must say who"));
    let run = Student::new("ana", "commit").session.export();
    let refused = Submission::read(&run).unwrap_err().to_string();
    assert!(refused.contains("is a saved run"), "{refused}");
    let cut = &work.to_link()[..200];
    assert!(
        Submission::read(cut)
            .unwrap_err()
            .to_string()
            .contains("damaged or cut off")
    );
    assert!(Submission::read("hello").is_err() && Submission::read("").is_err());
}

#[test]
fn a_lab_that_nobody_knows_is_told_with_those_that_are_known() {
    let json = shelf::find("first-records")
        .unwrap()
        .json
        .replace("\"first-records\"", "\"frist-records\"");
    let lab = Lab::parse(&json, &[]).unwrap();
    let work = Submission::new(&lab, "ana");
    let refused = work.lab_of(&[]).unwrap_err().to_string();
    assert!(
        refused.contains("did you mean \"first-records\"?"),
        "{refused}"
    );
}
