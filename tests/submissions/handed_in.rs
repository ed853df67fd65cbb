//! Honest work.

use engine::model::Instant;
use lab::{BranchId, Submission, seed_of, shelf};

use crate::{Student, done_of, marked, steps_of, told};

#[test]
fn every_step_of_a_lab_that_was_done_is_found_done_again() {
    for lab in ["first-records", "kill-two", "static", "reorder"] {
        let mut ana = Student::new("ana", lab);
        ana.does_the_rest();
        let marked = marked(&ana.hands_in());
        assert_eq!(told(&marked), "", "{lab}");
        let all = steps_of(&shelf::open(lab).unwrap());
        assert_eq!(done_of(&marked), (all, 0), "{lab}");
    }
}

#[test]
fn wrong_answers_and_configurations_that_do_not_help_are_counted() {
    let mut ana = Student::new("ana", "static");
    ana.does_the_rest();
    let marked = marked(&ana.hands_in());
    let wrong: usize = marked.steps.iter().map(|step| step.wrong.len()).sum();
    let tried: usize = (0..marked.steps.len())
        .map(|step| ana.learner.tried(step).len())
        .sum();
    let questions = marked.steps.iter().filter(|step| !step.wrong.is_empty());
    assert!(questions.count() > 1 && wrong > 1 && wrong < tried);
    let misfits: usize = marked.steps.iter().map(|step| step.misfits).sum();
    assert_eq!(misfits, 1);
}

#[test]
fn what_was_not_done_is_not_found_done() {
    let mut ana = Student::new("ana", "kill-two");
    for _ in 0..4 {
        ana.does_a_step();
    }
    let marked = marked(&ana.hands_in());
    assert_eq!(told(&marked), "");
    let (done, open) = done_of(&marked);
    assert_eq!((done, open), (4, steps_of(ana.session.lab()) - 4));
}

#[test]
fn branches_are_made_again_where_they_were_made() {
    let mut ana = Student::new("ana", "kill-two");
    ana.does_a_step();
    ana.does_a_step();
    // She kills it, looks on, and takes it back twice: the second time on the branch that she had left.
    let before = ana.session.playhead();
    ana.does_a_step();
    ana.waits(4.0);
    ana.rewinds_to(before);
    ana.session.step();
    let crash = ana.session.journal()[0].action.clone();
    let end = ana.session.frontier();
    ana.rewinds_to(Instant(before.0 - 100_000));
    ana.session.act(crash).unwrap();
    ana.waits(6.0);
    ana.rewinds_to(Instant(before.0 - 100_000));
    ana.session.switch(BranchId(0));
    ana.rewinds_to(end);
    ana.does_the_rest();
    assert_eq!(ana.session.branches().len(), 2);
    let marked = marked(&ana.hands_in());
    assert_eq!((told(&marked), done_of(&marked).1), (String::new(), 0));
}

#[test]
fn what_was_done_on_several_days_counts_together() {
    let mut ana = Student::new("ana", "first-records");
    for _ in 0..5 {
        ana.does_a_step();
    }
    ana.comes_back();
    let crash = |ana: &mut Student| {
        ana.waits(15.0);
        ana.does_the_rest();
    };
    crash(&mut ana);
    let work = ana.hands_in();
    assert_eq!(work.sittings.len(), 2);
    let marked = marked(&work);
    assert_eq!((told(&marked), done_of(&marked).1), (String::new(), 0));
}

#[test]
fn a_file_and_a_link_say_the_same() {
    let mut ana = Student::new(" Ana García ", "first-records");
    ana.does_the_rest();
    let work = ana.hands_in();
    assert_eq!(work.learner, ana.name.trim());
    for text in [
        work.to_json(),
        work.to_link(),
        format!("https://example.org/logarium/{}\n", work.to_link()),
    ] {
        assert_eq!(Submission::read(&text), Ok(work.clone()));
    }
}

#[test]
fn everybody_has_a_seed_of_their_own_in_each_lab() {
    let seed = seed_of("ana", "kill-two");
    assert_eq!(seed, seed_of("  Ana ", "kill-two"));
    assert_ne!(seed, seed_of("ana", "commit"));
    assert_ne!(seed, seed_of("ben", "kill-two"));
}
