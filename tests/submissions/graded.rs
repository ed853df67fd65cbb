//! What work is worth, by a teacher's rubric.

use lab::{Grade, Rubric, Sheet, Submission, points, shelf};

use crate::{Student, marked, steps_of};

fn rubric(text: &str) -> Rubric {
    Rubric::parse(text, &[]).unwrap()
}

fn grade(rubric: &Rubric, work: &Submission) -> Grade {
    Grade::of(rubric, &work.lab_of(&[]).unwrap(), work, &marked(work))
}

fn sheet(rubric: Rubric, works: &[&Submission]) -> Sheet {
    let mut sheet = Sheet::new(rubric);
    for work in works {
        let source = format!("{}.json", work.learner);
        let begun = sheet.begin(&source, &work.to_json(), &[]).unwrap();
        sheet.finish(begun);
    }
    sheet
}

#[test]
fn without_a_rubric_a_finished_lab_is_worth_ten_points() {
    let mut ana = Student::new("ana", "first-records");
    ana.does_the_rest();
    let grade = grade(&Rubric::default(), &ana.hands_in());
    assert_eq!((&*points(grade.points), &*points(grade.of)), ("10", "10"));
    assert_eq!(grade.not_reached().count(), 0);
}

#[test]
fn half_the_steps_are_worth_half_the_points_and_the_rest_is_named() {
    let lab = shelf::open("first-records").unwrap();
    let mut ana = Student::new("ana", "first-records");
    for _ in 0..4 {
        ana.does_a_step();
    }
    let grade = grade(&Rubric::default(), &ana.hands_in());
    let steps = steps_of(&lab);
    assert!((grade.points - 40.0 / steps as f64).abs() < 1e-9);
    let not_reached: Vec<&str> = grade.not_reached().collect();
    assert_eq!(
        not_reached,
        ["late", "start-late", "waits", "send", "only-new"]
    );
}

#[test]
fn steps_weigh_what_the_rubric_says_and_wrong_answers_cost_their_part() {
    let mut ana = Student::new("ana", "first-records");
    ana.does_the_rest();
    let work = ana.hands_in();
    let wrong = |id: &str| {
        let marked = marked(&work);
        let step = marked.steps.iter().find(|step| step.id == id);
        step.unwrap().wrong.len()
    };
    let rubric = rubric(
        r#"{ "format": 1, "wrong_answer": 0.25, "labs": { "first-records": { "points": 40,
            "steps": { "all-ten": 0, "crash": 0, "start": 0, "start-late": 0, "waits": 0, "send": 0, "only-new": 0,
                       "again": 3, "late": 1 } } } }"#,
    );
    let grade = grade(&rubric, &work);
    let left = |id: &str| 1.0 - 0.25 * wrong(id) as f64;
    assert!((grade.points - (30.0 * left("again") + 10.0 * left("late"))).abs() < 1e-9);
    assert_eq!((wrong("again"), &*points(grade.of)), (2, "40"));
}

#[test]
fn the_best_submission_counts_and_labs_that_were_not_handed_in_are_missed() {
    let mut ana = Student::new("ana", "first-records");
    ana.does_a_step();
    let early = ana.hands_in();
    ana.does_the_rest();
    let late = ana.hands_in();
    let rubric =
        rubric(r#"{ "format": 1, "labs": { "first-records": {}, "commit": { "points": 5 } } }"#);
    let sheet = sheet(rubric, &[&late, &early]);
    let [total] = &sheet.totals()[..] else {
        panic!("one learner");
    };
    assert_eq!((&*points(total.points), &*points(total.of)), ("10", "15"));
    assert_eq!(total.missing, ["commit"]);
    assert!(sheet.is_clean());
}

#[test]
fn work_that_somebody_else_handed_in_is_named_with_whose_it_is() {
    let mut ana = Student::new("ana", "first-records");
    ana.does_the_rest();
    let own = ana.hands_in();
    let mut copied = own.clone();
    copied.learner = "ben".to_owned();
    let sheet = sheet(Rubric::default(), &[&own, &own, &copied]);
    let problems = |row: usize| {
        sheet.rows()[row]
            .result
            .as_ref()
            .unwrap()
            .problems
            .join("\n")
    };
    assert_eq!((problems(0), problems(1)), (String::new(), String::new()));
    assert!(
        problems(2).contains("entry by entry what ana handed in (ana.json)"),
        "{}",
        problems(2)
    );
}

#[test]
fn what_cannot_be_read_stands_in_the_sheet_with_the_reason() {
    let mut sheet = Sheet::new(Rubric::default());
    assert!(
        sheet
            .begin("essay.json", "{\"title\": \"My summer\"}", &[])
            .is_none()
    );
    assert!(!sheet.is_clean());
    assert!(sheet.to_csv().contains("essay.json"));
    assert!(sheet.to_json().contains("title"));
}

#[test]
fn no_cell_of_a_spreadsheet_is_taken_for_a_formula() {
    let mut mallory = Student::new("=1+1", "first-records");
    mallory.does_a_step();
    let csv = sheet(Rubric::default(), &[&mallory.hands_in()]).to_csv();
    assert!(csv.contains(",'=1+1,"), "{csv}");
}

#[test]
fn everything_that_is_wrong_with_a_rubric_is_told_at_once() {
    let text = r#"{ "format": 2, "wrong_anser": 1, "points": "many", "labs": {
        "frist-records": {}, "commit": { "steps": { "steps": 1 } },
        "standby": { "points": -1, "steps": { "take-away": -2 } } } }"#;
    let told = Rubric::parse(text, &[]).unwrap_err().to_string();
    for problem in [
        "format = 2",
        "wrong_anser",
        "points = \"many\": must be a number",
        "labs.frist-records: there is no lab \"frist-records\"; did you mean \"first-records\"?",
        "labs.commit.steps.steps: lab \"commit\" has no such step",
        "labs.standby.points = -1",
        "labs.standby.steps.take-away = -2: must be a number from 0 to 10000",
    ] {
        assert!(told.contains(problem), "{problem}\nis not in\n{told}");
    }
    let none = shelf::open("commit").unwrap();
    let zeros: Vec<String> = none
        .steps()
        .iter()
        .map(|step| format!("\"{}\": 0", step.id))
        .collect();
    let text = format!(
        r#"{{ "format": 1, "labs": {{ "commit": {{ "steps": {{ {} }} }} }} }}"#,
        zeros.join(",")
    );
    let told = Rubric::parse(&text, &[]).unwrap_err().to_string();
    assert!(told.contains("leaves no step with a weight"), "{told}");
}
