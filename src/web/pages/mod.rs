//! The pages, and those of them that come in chunks.

pub mod course;
pub mod files;
pub mod grading;
pub mod handout;
pub mod home;
pub mod licences;
pub mod link;
pub mod lost;
pub mod open;
pub mod preview;
pub mod sandbox;
pub mod scenario;
pub mod schemas;
pub mod teacher;
pub mod tools;
pub mod waiting;

use lab::{Knower, Session};
use view::seen::Seen;
use view::selection::Selection;
use yew::prelude::*;

use crate::components::bytes;
use crate::components::fetching::shown;
use crate::workbench::Forms;

/// What the course and teachers need.
pub struct Classroom {
    /// The page of the course.
    pub course: fn(()) -> Html,
    /// A lab on paper.
    pub handout: fn(handout::Props) -> Html,
    /// What a teacher may expect of a lab.
    pub teacher: fn(teacher::Props) -> Html,
    /// What learners have handed in.
    pub grading: fn(grading::Props) -> Html,
    /// A lab of one's own.
    pub open: fn(()) -> Html,
}

impl Classroom {
    /// All of it.
    pub const ALL: Self = Self {
        course: shown::<course::Course>,
        handout: shown::<handout::HandoutPage>,
        teacher: shown::<teacher::Teacher>,
        grading: shown::<grading::Grading>,
        open: shown::<open::OpenLab>,
    };
}

/// What sees into bytes and schemas.
pub struct Schemas {
    /// Two schemas side by side.
    pub workbench: fn(()) -> Html,
    /// Files of rows.
    pub files: fn(()) -> Html,
    /// The bytes of what is selected.
    pub seen: fn(&Session, &Selection, Option<i64>, usize) -> Option<Seen>,
    /// The drawer that shows them.
    pub bytes: fn(bytes::Props) -> Html,
    /// Whoever knows Avro, for labs with schemas.
    pub knower: Knower,
}

impl Schemas {
    /// All of it.
    pub const ALL: Self = Self {
        workbench: shown::<schemas::SchemasPage>,
        files: shown::<files::FilesPage>,
        seen: Seen::of,
        bytes: shown::<bytes::BytesView>,
        knower: Knower::AVRO,
    };
}

/// What a lab would be with real clients.
pub struct Tools {
    /// The page.
    pub page: fn(tools::Props) -> Html,
}

impl Tools {
    /// All of it.
    pub const ALL: Self = Self {
        page: shown::<tools::ToolsPage>,
    };
}

/// What scenarios are chosen and set up with.
pub struct SandboxParts {
    /// The list of them.
    pub list: fn(()) -> Html,
    /// The forms, on the page of a scenario.
    pub forms: Forms,
}

impl SandboxParts {
    /// All of it.
    pub const ALL: Self = Self {
        list: shown::<sandbox::Sandbox>,
        forms: Forms::ALL,
    };
}
