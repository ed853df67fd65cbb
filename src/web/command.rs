//! What somebody can ask the lab page to do, by mouse, by key or by touch.

use lab::scenario::Edit;
use lab::{Action, Path, Problem};
use view::ask::Ask;
use view::inspector::Alteration;
use view::scorecard::Opened;
use view::selection::Selection;
use yew::Callback;

/// A wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Play, or pause.
    TogglePlay,
    /// Take one event.
    StepForward,
    /// Undo one event.
    StepBack,
    /// Go to the beginning.
    ToStart,
    /// Go to the next thing worth a mark.
    NextEvent,
    /// Turn the dial to a stop.
    Speed(usize),
    /// Let time slow down for messages, or not.
    ToggleSlowMotion,
    /// Go to a moment, in µs.
    Seek(u64),
    /// Go to just after a step.
    SeekStep(u64),
    /// Stop going there.
    CancelSeek,
    /// Show another branch.
    Switch(u32),
    /// Act on the run.
    Do(Action),
    /// Send a record; told what is wrong with it, if anything is.
    Send(Draft, Callback<Option<String>>),
    /// Break something, or mend it, now or as soon as something has become so; told what is wrong with that, if anything is.
    Break(view::fault::Draft, Callback<Option<String>>),
    /// Show why a step happened.
    Why(u64),
    /// Change a config while the cluster runs; told what is wrong with that, if anything is.
    Alter(Alteration, Callback<Option<String>>),
    /// Show what has to be said to ask something of the cluster.
    Ask(Ask),
    /// Ask it; told what is wrong with that, if anything is.
    Administer(view::ask::Draft, Callback<Vec<Problem>>),
    /// Take back an order that stands, by its place.
    Withdraw(usize),
    /// Show the keys and signs.
    Help,
    /// Show the glossary.
    Glossary,
    /// Show everything that can be done, or close it.
    Palette,
    /// Show the stage alone, for a projector, or everything again.
    Present,
    /// Go to another page.
    Go(String),
    /// Point at something.
    Select(Selection),
    /// Point at nothing.
    Deselect,
    /// Show a tab.
    Show(Tab),
    /// Open a drawer below the stage, or close it.
    Draw(Deck),
    /// Open a drawer below the stage.
    OpenDeck(Deck),
    /// Show what can be done to a thing, beside a place in the window.
    Menu(Selection, (f64, f64)),
    /// Change the setup of a scenario.
    Setup(Wish),
    /// Take the cluster of a lab into the sandbox.
    ToSandbox,
    /// Show the offsets before one large, or the last ones.
    Window(Option<i64>),
    /// Show the bytes from this one on.
    BytesFrom(usize),
    /// Draw this of the run as a diagram.
    Diagram(view::spacetime::Options),
    /// Save the diagram as a picture.
    SaveDiagram,
    /// Put the diagram on the clipboard, as Mermaid text.
    CopyDiagram,
    /// Show the records behind a number of the scorecard, or behind none.
    OpenNumber(Option<Opened>),
    /// Let the judge read the history of what clients saw.
    Judge,
    /// Save that history as a file.
    SaveHistory,
    /// Go on to the next step of the lab.
    Continue,
    /// Answer the lab's question.
    Answer(String),
    /// Show the event that contradicts the last answer.
    Peek,
    /// Go back from there to the learner's own run.
    EndPeek,
    /// Try another configuration against the attack that broke the promise, as `path=value`.
    Fix(Vec<String>),
    /// Play the run under another configuration beside it, as `path=value`; told what is wrong with that, if anything is.
    Compare(Vec<String>, Callback<Vec<Problem>>),
    /// Play the run alone.
    StopComparing,
    /// Look for runs that break a claim; told what is wrong with that, if anything is.
    Explore(view::explore::Draft, Callback<Vec<Problem>>),
    /// Look no further.
    StopExploring,
    /// Let the lab do what it asks for.
    DoStep,
    /// Begin the lab again: its run and its steps.
    StartOver,
    /// Show how to hand in what was done here.
    HandIn,
    /// Say who the learner is.
    Identify(String),
    /// Save what was done here as a file, to be handed in.
    SaveWork,
    /// Put a link to it on the clipboard.
    CopyWork,
    /// Save the run as a file.
    Save,
    /// Put a link to the run on the clipboard.
    CopyLink,
    /// Save what the stage shows as a picture.
    SaveStill,
    /// Open a run from a file's text.
    Open(Result<String, Problem>),
}

impl Command {
    /// Whether it is about the learner's own run and its lab, whatever is shown meanwhile.
    pub const fn is_about_the_learners_run(&self) -> bool {
        matches!(
            self,
            Self::Continue
                | Self::Answer(_)
                | Self::Fix(_)
                | Self::DoStep
                | Self::StartOver
                | Self::HandIn
                | Self::Identify(_)
                | Self::SaveWork
                | Self::CopyWork
                | Self::Open(_)
                | Self::ToSandbox
        )
    }
}

/// What somebody wants of the setup of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A change.
    Edit(Edit),
    /// Undo the last one.
    Undo,
    /// Do again what was undone.
    Redo,
    /// Open a part of it, or close it.
    Open(Option<Path>),
    /// Save it as a file.
    Export,
}

/// A record that somebody typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// The producer.
    pub client: String,
    /// The topic.
    pub topic: String,
    /// The key; none if empty.
    pub key: String,
    /// The value, as typed.
    pub value: String,
}

/// What the drawer below the stage shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deck {
    /// The selected thing, large.
    CloseUp,
    /// What is measured, over time.
    Charts,
    /// The run under two configurations.
    Compare,
    /// The bytes of the selected thing.
    Bytes,
    /// The last stretch as a space-time diagram.
    Diagram,
    /// A search for runs that break the claim.
    Explore,
}

impl Deck {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::CloseUp,
        Self::Bytes,
        Self::Diagram,
        Self::Charts,
        Self::Compare,
        Self::Explore,
    ];

    /// The one of a name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deck| deck.key() == key)
    }

    /// Its name in texts, links and tests.
    pub const fn key(self) -> &'static str {
        match self {
            Self::CloseUp => "close-up",
            Self::Bytes => "bytes",
            Self::Charts => "charts",
            Self::Compare => "compare",
            Self::Diagram => "diagram",
            Self::Explore => "explore",
        }
    }
}

/// What the side of the lab page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// The lab's text; beside the others where there is room.
    Text,
    /// The selected thing.
    Inspect,
    /// What is in flight.
    Flights,
    /// What happened.
    Events,
    /// What became of every record.
    Score,
}

impl Tab {
    /// All tabs, in order.
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Inspect,
        Self::Flights,
        Self::Events,
        Self::Score,
    ];

    /// The tab of a name.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.key() == key)
    }

    /// Its name in texts, styles and tests.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Inspect => "inspect",
            Self::Flights => "flights",
            Self::Events => "events",
            Self::Score => "score",
        }
    }
}
